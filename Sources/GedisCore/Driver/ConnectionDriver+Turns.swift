// Connections of a thread take turns, so that a pipeline of slow commands keeps no other client waiting.

extension ConnectionDriver {
    /// Lets the other connections of the thread have their turn; the next requests run after them.
    ///
    /// - Returns: whether that is so: not on a thread that has ended.
    func yields() -> Bool {
        let id = connection.session.id
        let isYielding = connection.worker.handle?.perform { $0.drivers[id]?.takeTurn() } ?? false
        isBlocked = isYielding
        return isYielding
    }

    private func takeTurn() {
        guard isBlocked, mayReply else { return }
        becameWritable()
    }
}
