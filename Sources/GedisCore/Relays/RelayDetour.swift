package import GedisKit

/// A coder whose calls can be answered in another way as well. It takes those that the link is not for, and says itself what
/// is wrong where nothing answers.
package protocol RelayDetour: RelayCoder {
    /// Whether a call may go over the link.
    ///
    /// - Parameters:
    ///   - number: the command's
    ///   - arguments: the call's
    /// - Returns: whether it may.
    func takes(_ number: Int, _ arguments: borrowing Arguments) -> Bool

    /// Lets calls be answered in the other way: those of the frame that was begun last, or all that have no reply.
    ///
    /// - Parameter loss: what became of the link; nil where it goes on behind that frame
    /// - Returns: asks for what they are answered with: frames in the order of the calls.
    func ask(because loss: RelayLoss?) -> @Sendable () async -> [UInt8]
}

/// What became of a link with calls that have no reply.
package enum RelayLoss: Sendable {
    /// There is no connection.
    case notConnected
    /// The connection is lost.
    case lost
    /// Nothing came in time.
    case timedOut
}

extension RelayLink {
    /// Whether a call may go over the link.
    @inline(__always)
    func takes(_ arguments: borrowing Arguments, _ entry: CommandEntry, at time: Int) -> Bool {
        guard let detour else { return true }
        return refusal(at: time) == nil && detour.takes(entry.command.relayNumber, arguments)
    }

    /// Ends the connection, and has the calls that have no reply answered in the other way.
    func settle(_ loss: RelayLoss, _ failure: RelayFailure, _ detour: any RelayDetour) {
        let now = Stopwatch.now()
        if case .open = state { pause = 0 } else { pause = Swift.min(Swift.max(pause, 25_000_000) * 2, 1_000_000_000) }
        carrier?.close()
        input = []
        outbox.close()
        stateBehindAsking = pause > 0 && !isRetired ? .failed(failure, until: now + pause) : .closed
        // What is sent from here on waits.
        state = .ending
        ask(because: loss, detour)
    }

    /// Has calls answered in the other way; what arrives meanwhile waits.
    func ask(because loss: RelayLoss?, _ detour: any RelayDetour) {
        asking &+= 1
        isAsking = true
        guard let handle = worker.handle else { return }
        let (ask, link, number) = (detour.ask(because: loss), Confined(self), asking)
        Task {
            let frames = await ask()
            handle.perform { _ in link.value.take(frames, askedFor: number) }
        }
    }

    /// Takes what calls are answered with in the other way.
    private func take(_ frames: [UInt8], askedFor number: Int) {
        guard number == asking else { return }
        isAsking = false
        input.insert(contentsOf: frames, at: 0)
        takeInput()
        guard !isAsking, case .ending = state else { return }
        state = stateBehindAsking
        if !calls.isEmpty { begin(at: Stopwatch.now()) }
        wake()
    }
}
