import GedisKit
import GedisRESP

// From a request to its reply.

extension Connection {
    /// How large a request may be: an unauthenticated client's only small.
    var limits: RequestLimits { session.account == nil ? .unauthenticated : worker.requestLimits }

    /// Runs one request to its reply, or returns the step that it waits for.
    @inline(__always)
    func execute(_ arguments: borrowing Arguments, _ reply: inout ReplyWriter) -> Step? {
        let start = reply.count
        let step = dispatch(arguments, &reply)
        if session.replies != .on, step == nil { mute(&reply, from: start, sparing: latest) }
        return step
    }

    @inline(__always)
    private func dispatch(_ arguments: borrowing Arguments, _ reply: inout ReplyWriter) -> Step? {
        let found = arguments.withName { worker.entry(named: $0, for: audience, latest) }
        if relayedCount > 0 { return relay(behindOthers: arguments, found) }
        worker.counters.countCommand()
        guard let entry = found else {
            refuseUnknown(arguments, &reply)
            return nil
        }
        latest = entry
        var step: Step?
        entry._withUnsafeGuaranteedRef { step = check($0, arguments, &reply) }
        return step
    }

    @inline(__always)
    private func check(_ entry: CommandEntry, _ arguments: borrowing Arguments, _ reply: inout ReplyWriter) -> Step? {
        if session.isRestricted, isHeldBack(entry, arguments, &reply) { return nil }
        return run(entry, arguments, &reply)
    }

    /// Refuses a request, or queues it in a transaction.
    ///
    /// - Returns: whether it must not run now.
    @inline(never)
    private func isHeldBack(
        _ entry: CommandEntry, _ arguments: borrowing Arguments, _ reply: inout ReplyWriter
    ) -> Bool {
        if let refusal = refusal(of: entry) ?? throttling(of: entry) {
            abortTransaction()
            entry.statistics.countRejection()
            refuse(refusal, &reply)
            return true
        }
        return queue(entry, arguments, &reply)
    }

    @inline(__always)
    private func run(_ entry: CommandEntry, _ arguments: borrowing Arguments, _ reply: inout ReplyWriter) -> Step? {
        guard entry.takes(arguments.count) else {
            entry.statistics.countRejection()
            refuse(.wrongArgumentCount(entry.name), &reply)
            return nil
        }
        if !worker.monitors.isEmpty { notifyMonitors(of: entry, arguments) }
        let start = reply.count
        do {
            switch entry.implementation {
            case .synchronous(let body):
                if worker.isPaused, audience == .clients { return .paused }
                measure(entry)
                try body(arguments, &reply)
            case .synchronousForCaller(let body):
                if worker.isPaused, audience == .clients { return .paused }
                measure(entry)
                try body(arguments, &reply, caller)
            case .asynchronous:
                if worker.isPaused, audience == .clients { return .paused }
                keep(arguments)
                if !ahead.isEmpty { calls?.forwarded = ahead.take() }
                return .call(.passUnretained(entry))
            case .relayed(let target, let name, _):
                if worker.isPaused, audience == .clients { return .paused }
                return try relay(arguments, entry, to: target, name)
            case .eager(let body, let target, let name, _):
                if worker.isPaused, audience == .clients { return .paused }
                if ahead.isEmpty {
                    if let target, target.isOpen { return try relay(arguments, entry, to: target, name) }
                    measure(entry)
                    isReading = true
                    if try body(arguments, &reply, worker.reads) { return nil }
                    worker.stopwatch.retract()
                }
                keep(arguments)
                if !ahead.isEmpty { calls?.forwarded = ahead.take() }
                return .call(.passUnretained(entry))
            case .immediate(let body):
                measure(entry)
                try body(arguments, &reply, self)
            case .inquiry(let body):
                return .inquiry(try body(arguments, self), entry)
            case .container(let commands, let bare):
                return runSubcommand(of: entry, commands, bare, arguments, &reply)
            }
        } catch {
            reply.truncate(to: start)
            entry.statistics.countFailure()
            wrongArgument = error as? ArgumentError
            refuse(CommandError(error, thrownBy: entry.name), &reply)
        }
        return nil
    }

    @inline(__always)
    func measure(_ entry: CommandEntry) {
        if let lap = worker.stopwatch.start(entry) { logIfSlow(lap) }
    }

    private func runSubcommand(
        of container: CommandEntry, _ commands: CommandTable, _ bare: CommandEntry?, _ arguments: borrowing Arguments,
        _ reply: inout ReplyWriter
    ) -> Step? {
        if arguments.count == 0, let bare { return run(bare, arguments, &reply) }
        guard let entry = arguments.withBytes(at: 0, { commands.command(named: $0) }) else {
            refuse(.unknownSubcommand(arguments.text(at: 0), of: container.name.uppercased()), &reply)
            return nil
        }
        if session.isRestricted, let refusal = refusal(of: entry) {
            entry.statistics.countRejection()
            refuse(refusal, &reply)
            return nil
        }
        return run(entry, arguments, &reply)
    }

    /// Why a client may not call a command now; nil where it may.
    func refusal(of entry: CommandEntry) -> CommandError? {
        guard let account = session.account else {
            return entry.access == .anyone ? nil : .authenticationRequired
        }
        if !session.subscriptions.isEmpty, session.version == .resp2, !entry.isForSubscribers {
            return .notWhileSubscribed(entry.name)
        }
        guard entry.access == .permitted, let rules = account.rules, !rules.allow(entry) else { return nil }
        return .noPermission(account.name, entry.name)
    }

    private func refuseUnknown(_ arguments: borrowing Arguments, _ reply: inout ReplyWriter) {
        abortTransaction()
        if UnknownCommand.isHTTP(arguments) {
            refuse(CommandError("this is no HTTP server: the connection is closed"), &reply)
            closeAfterReply()
        } else if session.account == nil {
            // An unauthenticated client does not learn which commands there are.
            refuse(.authenticationRequired, &reply)
        } else {
            refuse(UnknownCommand.error(arguments), &reply)
        }
    }

    /// Ends what requests have read together: those of a later turn see what has been written until then.
    func endReads() {
        isReading = false
        worker.reads.end()
    }

    /// Adds messages that are no replies; they stand between replies, wherever the connection is.
    func push(_ messages: UnsafeRawBufferPointer) {
        borrowOutput().writer.bytes(messages)
    }

    /// Counts an error and replies it.
    func refuse(_ error: CommandError, _ reply: inout ReplyWriter) {
        worker.counters.countError(error.code)
        reply.error(error)
    }

    /// Takes a reply back that the client does not want, as it said by `CLIENT REPLY`. What confirms a subscription is no
    /// reply.
    func mute(_ reply: inout ReplyWriter, from start: Int, sparing entry: Unmanaged<CommandEntry>? = nil) {
        let isPush = entry?._withUnsafeGuaranteedRef { $0.confirmsByPush } ?? false
        switch session.replies {
        case .on: return
        case .off: break
        case .skipping: session.replies = .on
        case .skippingNext: session.replies = .skipping
        }
        if !isPush { reply.truncate(to: start) }
    }
}

extension CommandEntry {
    /// Whether it is answered by messages that are no replies.
    fileprivate var confirmsByPush: Bool { ["subscribe", "unsubscribe", "psubscribe", "punsubscribe"].contains(name) }

    /// Whether a subscriber over RESP2 may call it: there it could not distinguish a reply from a message.
    fileprivate var isForSubscribers: Bool { Self.forSubscribers.contains(name) }

    private static let forSubscribers: Set = [
        "subscribe", "unsubscribe", "psubscribe", "punsubscribe", "ping", "quit", "reset",
    ]
}
