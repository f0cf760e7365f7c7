import GedisKit

// Calls that are sent on to another server. They are the only ones of which a connection can have several without a reply:
// all of them over one link, which keeps their order. Whatever else the client asks for waits until they are answered.

extension Connection {
    /// The most calls of a connection without a reply; it goes on once half of them are answered.
    private static let mostRelayed = 1024

    /// Sends a call on.
    ///
    /// - Returns: what the connection waits for instead; nil where it goes on.
    /// - Throws: `CommandError` where the server is known not to be there.
    @inline(__always)
    func relay(
        _ arguments: borrowing Arguments, _ entry: CommandEntry, to target: RelayTarget, _ name: [UInt8]
    ) throws -> Step? {
        if worker.stopwatch.isRunning { stopMeasuring() }
        let time = worker.stopwatch.last
        guard session.replies == .on, let link = link(to: target, at: time), link.takes(arguments, entry, at: time)
        else {
            guard relayedCount == 0 else { return waitForReplies() }
            keep(arguments)
            return .call(entry)
        }
        guard relayedCount < Self.mostRelayed else {
            relayWait = .replies(Self.mostRelayed / 2)
            return .relaying
        }
        guard link.hasRoom else {
            relayWait = .room
            link.wait(for: session.id)
            return .relaying
        }
        if relayedCount == 0, let failure = link.refusal(at: time) {
            throw CommandError.notRelayed(failure, target.name, wasSent: false)
        }
        do {
            try link.send(arguments, name, entry, of: session.id, at: time)
        } catch {
            // It is refused in its turn.
            guard relayedCount == 0 else { return waitForReplies() }
            measure(entry)
            throw error
        }
        relayedCount &+= 1
        return nil
    }

    /// The link that calls go over: the one that others of the connection have taken, as long as they are not answered.
    @inline(__always)
    private func link(to target: RelayTarget, at time: Int) -> RelayLink? {
        if relayedCount > 0 { return relayLink }
        guard let link = worker.relay(to: target, session.version)?.link(at: time) else { return nil }
        if relayLink !== link { relayLink = link }
        return link
    }

    /// Sends a call on behind others, or waits until those are answered: where it goes elsewhere, or is refused.
    @inline(never)
    func relay(
        behindOthers arguments: borrowing Arguments, _ found: Unmanaged<CommandEntry>?
    ) -> Step? {
        guard let found, session.replies == .on else { return waitForReplies() }
        let entry = found.takeUnretainedValue()
        switch entry.implementation {
        case .relayed(let target, let name, _): return relay(behindOthers: arguments, found, to: target, name)
        case .eager(_, let target?, let name, _): return relay(behindOthers: arguments, found, to: target, name)
        default: return waitForReplies()
        }
    }

    @inline(__always)
    private func relay(
        behindOthers arguments: borrowing Arguments, _ found: Unmanaged<CommandEntry>, to target: RelayTarget,
        _ name: [UInt8]
    ) -> Step? {
        let entry = found.takeUnretainedValue()
        guard relayLink?.target === target, relayLink?.version == session.version, target.isOpen,
            entry.takes(arguments.count)
        else { return waitForReplies() }
        if session.isRestricted, refusal(of: entry) != nil || throttling(of: entry) != nil {
            return waitForReplies()
        }
        if worker.isPaused, audience == .clients { return .paused }
        do {
            if let step = try relay(arguments, entry, to: target, name) { return step }
        } catch {
            // A server is only found not to be there where nothing was sent to it.
            return nil
        }
        worker.counters.countCommand()
        latest = found
        if !worker.monitors.isEmpty { notifyMonitors(of: entry, arguments) }
        return nil
    }

    private func waitForReplies() -> Step? {
        relayWait = .replies(0)
        return .relaying
    }

    /// Adds replies of the server that calls were sent on to.
    func takeRelayed(_ count: Int, _ write: (inout ReplyWriter) -> Void) {
        relayedCount -= count
        let output = borrowOutput()
        write(&output.writer)
    }
}

/// What a connection waits for whose calls are sent on.
enum RelayWait: Equatable {
    /// That the other server takes more.
    case room
    /// That no more calls than these are without a reply.
    case replies(Int)
}

extension ConnectionDriver {
    /// Goes on after replies of another server were added.
    func takenRelayed() {
        guard transport != nil else { return }
        if case .replies(let most) = connection.relayWait, connection.relayedCount <= most { goOn() }
        flush()
        if isEnding, !connection.isBusy { return end() }
        if mayRead { transport?.resumeReading() }
        if isHeld, !isBusy { whenIdle.take()?(self) }
    }

    /// Goes on after another server took what waited for it.
    func relayHasRoom() {
        guard transport != nil, connection.relayWait == .room else { return }
        goOn()
        flush()
        if mayRead { transport?.resumeReading() }
        if isHeld, !isBusy { whenIdle.take()?(self) }
    }

    private func goOn() {
        connection.relayWait = nil
        flush()
        guard !isHeld else { return connection.rest() }
        guard mayReply else { return block() }
        follow(connection.resume())
    }
}
