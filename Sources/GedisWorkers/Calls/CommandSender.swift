import GedisKit

/// Sends the calls of a command to a worker, in their turn or ahead of it.
final class CommandSender: Sendable {
    /// Writes what follows the command's number in a call's message, in `marshal`: two values.
    typealias Encoding =
        @Sendable (borrowing Arguments, ReplyWriter.Version, () -> Caller) throws(ArgumentError) -> [UInt8]

    /// What the worker says of it.
    let command: WorkerManifest.Command
    private let worker: @Sendable () -> NamespaceWorker
    private let index: Int
    private let encode: Encoding

    init(
        _ worker: @escaping @Sendable () -> NamespaceWorker, _ command: WorkerManifest.Command, _ index: Int,
        encode: @escaping Encoding
    ) {
        self.worker = worker
        self.command = command
        self.index = index
        self.encode = encode
    }

    /// What the call that a handler is at comes to.
    ///
    /// - Throws: `ArgumentError` for the first argument that does not fit, and what `NamespaceWorker.call` throws.
    nonisolated(nonsending) func outcome(of calls: Calls) async throws -> WorkerLink.Outcome {
        if let ticket = calls.forwarded as? CallTicket { return try await ticket.outcome() }
        let message = try encode(calls.arguments, calls.reply.version, { calls.caller })
        return try await worker().call(index, message, caller: command.takesCaller ? calls.caller : nil)
    }

    /// What sends calls ahead, where one worker answers them all; nil where they would overlap then.
    var forwarder: (any CallForwarder)? { command.isAsynchronous ? nil : self }
}

extension CommandSender: CallForwarder {
    var receiver: ObjectIdentifier { ObjectIdentifier(worker()) }

    func send(
        _ arguments: borrowing Arguments, version: ReplyWriter.Version, by caller: () -> Caller
    ) -> CallForwarding {
        let worker = worker()
        guard let link = worker.servingLink else { return .unavailable }
        let message: [UInt8]
        do {
            message = try encode(arguments, version, caller)
        } catch {
            return .refused
        }
        let posting = link.post(
            index, command.name, isAsynchronous: command.isAsynchronous, message,
            caller: command.takesCaller ? caller() : nil, wakes: false)
        guard case .taken(let ticket) = posting else { return .unavailable }
        worker.countCall()
        return .sent(ticket)
    }

    func flush() { worker().flush() }
}
