// A connection that another process goes on with: it is held, until no call of it runs; frozen, while the other process
// takes it; and released, or thawed where it stays.

extension ConnectionDriver {
    /// Runs no further request, where the connection can go on in another process.
    func hold() {
        guard !isClosing, !isEnding, isEstablished, connection.audience == .clients,
            let transport = transport as? any MovableTransport, transport.isMovable
        else { return }
        isHeld = true
        transport.holdReading()
    }

    /// Whether a call of a connection that is held runs, here or on another server.
    var isBusy: Bool { isHeld && (calling != nil || connection.relayedCount > 0 || connection.relayWait != nil) }

    /// Stops reading and writing.
    ///
    /// - Returns: the connection as data; nil where it stays, or a call of it runs.
    func freeze() -> DetachedConnection? {
        guard isHeld, !isFrozen, !isBusy, !isClosing else { return nil }
        flush()
        guard let transport = transport as? any MovableTransport else { return nil }
        isFrozen = true
        return DetachedConnection(
            record: connection.record(unsent: transport.freeze()), descriptor: transport.descriptor)
    }

    /// Goes on here.
    package func thaw() {
        guard isHeld else { return }
        isHeld = false
        guard !isDismissed else { return end() }
        isExpected = false
        whenIdle = nil
        if isFrozen { (transport as? any MovableTransport)?.thaw() }
        isFrozen = false
        guard calling == nil, connection.relayWait == nil else { return }
        guard isPaused else { return goOn() }
        if !connection.worker.isPaused { return pauseEnded() }
        if mayRead { transport?.resumeReading() }
    }

    /// Lets the connection go, which the other process has.
    func release() {
        guard isFrozen else { return }
        (transport as? any MovableTransport)?.release()
    }

    /// Runs the requests that have arrived, where the client takes the replies.
    private func goOn() {
        isBlocked = !mayReply
        guard !isBlocked else { return }
        follow(connection.resume())
        flush()
        if mayRead { transport?.resumeReading() }
    }

    /// Begins with a connection that another process had. Messages reach it; its requests wait for `thaw`, so that none of
    /// any connection is run before all are here.
    ///
    /// - Parameters:
    ///   - record: the connection as data
    ///   - mayStay: whether it may go on; otherwise it ends then, and so it does where its user is gone
    package func take(over record: ConnectionRecord, mayStay: Bool) {
        isHeld = true
        isDismissed = !mayStay || record.user != nil && connection.session.account == nil
        connection.resumeSubscriptions(of: record)
    }
}
