import GedisKit
import GedisRESP

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
            return .call(.passUnretained(entry))
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

    /// Sends on the calls that follow one that was sent on, as far as they are of the same command: what holds for that
    /// one holds for them. The first request that is none is left to be looked at.
    ///
    /// - Parameters:
    ///   - bytes: what has arrived
    ///   - used: how many of them were requests that are looked at already, and then as well those that were sent on
    @inline(never)
    func relayFollowing(in bytes: UnsafeRawBufferPointer, _ used: inout Int) {
        guard !session.isRestricted, worker.monitors.isEmpty, let latest, let link = relayLink else { return }
        var count = 0
        latest._withUnsafeGuaranteedRef { entry in
            switch entry.implementation {
            case .relayed(_, let name, _): count = relayFollowing(entry, name, over: link, in: bytes, &used)
            case .eager(_, _?, let name, _): count = relayFollowing(entry, name, over: link, in: bytes, &used)
            default: return
            }
        }
        guard count > 0 else { return }
        link.extendLast(by: count)
        relayedCount += count
        worker.counters.countCommands(count)
    }

    private func relayFollowing(
        _ entry: CommandEntry, _ name: [UInt8], over link: RelayLink, in bytes: UnsafeRawBufferPointer,
        _ used: inout Int
    ) -> Int {
        let (number, limits, most) = (entry.command.relayNumber, limits, Self.mostRelayed - relayedCount)
        let entry = Unmanaged.passUnretained(entry)
        var count = 0
        while used < bytes.count, count < most, link.hasRoom {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[used...])
            // What is wrong with a request, or missing of it, is seen again when it is looked at.
            var progress: RequestParser.Progress?
            guard let length = try? worker.parser.parse(rest, &progress, limits: limits), worker.parser.partCount > 0
            else { break }
            let wasSent = worker.parser.withArguments(in: rest) { arguments in
                let found = arguments.withName { worker.entry(named: $0, for: audience, entry) }
                guard found?.toOpaque() == entry.toOpaque() else { return false }
                let isTaken = entry._withUnsafeGuaranteedRef {
                    $0.takes(arguments.count) && link.takes(arguments, $0, at: worker.stopwatch.last)
                }
                guard isTaken else { return false }
                return (try? link.sendFollowing(arguments, name, number)) != nil
            }
            guard wasSent else { break }
            used += length
            count += 1
        }
        return count
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
