import GedisKit
import GedisRESP

// `MULTI` to `EXEC`: requests are checked and queued, and run one after the other with nothing else of the connection
// between them. Other connections go on meanwhile.

extension Connection {
    /// Queues a request of a transaction, unless its command runs at once in one.
    ///
    /// - Returns: whether it was queued, or refused.
    func queue(_ entry: CommandEntry, _ arguments: borrowing Arguments, _ reply: inout ReplyWriter) -> Bool {
        guard session.transaction != nil, entry.queueing != .never else { return false }
        do throws(CommandError) {
            guard entry.takes(arguments.count) else { throw .wrongArgumentCount(entry.name) }
            guard entry.queueing == .allowed else { throw CommandError("Command not allowed inside a transaction") }
            try session.transaction?.queue(arguments, mostBytes: worker.requestLimits.maxRequestSize)
            reply.simple("QUEUED")
        } catch {
            abortTransaction()
            entry.statistics.countRejection()
            refuse(error, &reply)
        }
        return true
    }

    /// Lets the `EXEC` to come run nothing, because a request of the transaction was refused.
    func abortTransaction() { session.transaction?.isAborted = true }

    /// Takes the transaction that `EXEC` ends.
    ///
    /// - Throws: `CommandError` where there is none, or where one of its requests was refused.
    func takeTransaction() throws(CommandError) -> Transaction {
        guard let transaction = session.transaction else { throw CommandError("EXEC without MULTI") }
        session.transaction = nil
        guard !transaction.isAborted else {
            throw CommandError("Transaction discarded because of previous errors.", code: "EXECABORT")
        }
        return transaction
    }

    /// Runs the requests of a transaction, and writes the array of their replies.
    ///
    /// - Throws: `CancellationError` when the call is cancelled; the connection is not touched from then on.
    nonisolated(nonsending) func run(_ transaction: Transaction, _ reply: inout ReplyWriter) async throws {
        reply.array(count: transaction.requests.count)
        for request in transaction.requests {
            try Task.checkCancellation()
            let start = Stopwatch.now()
            guard let entry = request.arguments.withName({ worker.entry(named: $0, for: audience) }) else {
                refuse(UnknownCommand.error(request.arguments), &reply)
                continue
            }
            try await run(entry.takeUnretainedValue(), request, since: start, &reply)
        }
    }

    private nonisolated(nonsending) func run(
        _ entry: CommandEntry, _ request: Calls, since start: Int, _ reply: inout ReplyWriter
    ) async throws {
        let place = reply.count
        do {
            // A reload may have taken rights or parameters away since it was queued.
            if let refusal = refusal(of: entry) { throw refusal }
            guard entry.takes(request.arguments.count) else { throw CommandError.wrongArgumentCount(entry.name) }
            if !worker.monitors.isEmpty { notifyMonitors(of: entry, request.arguments) }
            switch entry.implementation {
            case .synchronous(let body): try body(request.arguments, &reply)
            case .synchronousForCaller(let body): try body(request.arguments, &reply, caller)
            case .immediate(let body): try body(request.arguments, &reply, self)
            case .inquiry(let body): try await body(request.arguments, self)(&reply)
            case .asynchronous(let answer): try await run(answer, request, &reply)
            case .relayed(_, _, let answer): try await run(answer, request, &reply)
            case .eager(_, _, _, let answer): try await run(answer, request, &reply)
            case .container(let commands, let bare):
                let name = request.arguments.count == 0 ? nil : request.arguments.text(at: 0)
                let found = name == nil ? bare : request.arguments.withBytes(at: 0) { commands.command(named: $0) }
                guard let found else { throw CommandError.unknownSubcommand(name ?? "", of: entry.name.uppercased()) }
                return try await run(found, request, since: start, &reply)
            }
        } catch {
            // What is left of a cancelled call may be on another thread.
            try Task.checkCancellation()
            reply.truncate(to: place)
            entry.statistics.countFailure()
            refuse(CommandError(error, thrownBy: entry.name), &reply)
        }
        let now = Stopwatch.now()
        entry.statistics.count(1, nanoseconds: now - start)
    }

    private nonisolated(nonsending) func run(
        _ answer: Command.Handler.Answering, _ request: Calls, _ reply: inout ReplyWriter
    ) async throws {
        let source = SingleCall(by: caller)
        request.begin(from: source, session.version)
        try await answer(request)
        withExtendedLifetime(source) {}
        try Task.checkCancellation()
        reply.append(request.reply)
    }
}

extension CommandEntry {
    /// What becomes of a command in a transaction.
    enum Queueing {
        /// It is queued.
        case allowed
        /// It is refused, and the transaction with it.
        case refused
        /// It runs at once.
        case never
    }

    var queueing: Queueing {
        if isInNamespace { return .allowed }
        return switch name {
        case "multi", "exec", "discard", "watch", "quit", "reset": .never
        case "subscribe", "unsubscribe", "psubscribe", "punsubscribe", "monitor", "auth", "hello": .refused
        default: .allowed
        }
    }
}
