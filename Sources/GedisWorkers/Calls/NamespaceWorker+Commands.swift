import GedisCore
import GedisKit

// A worker's functions as commands.

extension NamespaceWorker {
    /// The namespace that workers serve which have the manifest of this one.
    ///
    /// - Parameters:
    ///   - worker: which of them answers the next calls
    ///   - isAlone: whether there is no other: only then can calls be sent ahead without overlapping
    /// - Returns: the namespace.
    func namespace(answeredBy worker: @escaping @Sendable () -> NamespaceWorker, isAlone: Bool) -> Namespace {
        let decoder = SchemaDecoder(types: manifest.types)
        let target = isAlone ? LanedWorker.target(self) : nil
        var namespace = Namespace(
            name: environment.name, summary: manifest.summary, types: manifest.types,
            commands: manifest.commands.enumerated().map { index, command in
                let sender = CommandSender(worker, command, index) { arguments, _, caller throws(ArgumentError) in
                    try command.marshal(arguments, decoder, caller: caller())
                }
                var made = Command(
                    name: command.name, summary: command.summary, discussion: command.discussion,
                    parameters: command.parameters, returns: command.result?.typeName ?? "", result: command.result,
                    deprecation: command.deprecation, takesAnyArguments: command.takesRequest,
                    handler: .asynchronous { calls in try await self.answer(calls, sender) })
                if isAlone { made.send(over: target, index, command.usesLanes, or: sender.forwarder) }
                return made
            })
        namespace.relay = target
        return namespace
    }

    /// Answers the calls of a command that follow each other on a connection.
    nonisolated(nonsending) private func answer(_ calls: Calls, _ sender: CommandSender) async throws {
        let command = sender.command
        let name = "\(environment.name).\(command.name)"
        while calls.next() {
            switch try await sender.outcome(of: calls) {
            case .value(let bytes):
                if command.result == nil {
                    calls.reply.ok()
                } else {
                    try bytes.withUnsafeBytes { bytes in
                        var reader = MarshalReader(bytes)
                        try reader.reply(to: &calls.reply)
                    }
                }
            case .failure(let code, let text, let trace):
                if let trace {
                    Context(caller: calls.caller, command: command.name, in: environment).log
                        .error("\(name) failed: \(trace)")
                }
                throw code.map { CommandError(text, code: $0.code) } ?? CommandError("\(name): \(text)")
            case .timedOut: throw timeout(of: name)
            case .ended(let reason): throw ending(during: name, reason)
            }
        }
    }

    /// The error of a call that took too long.
    func timeout(of name: String) -> CommandError {
        let time = environment.callTimeout.map { "\($0.components.seconds) s" } ?? "it may"
        return CommandError("\(name): took longer than \(time), and was ended", code: "TIMEOUT")
    }

    /// The error of a call during which the worker ended.
    func ending(during name: String, _ reason: String) -> CommandError {
        CommandError("\(name): the worker ended while the call ran: \(reason)", code: "WORKER")
    }
}

extension Command {
    /// Has calls sent over lanes where they can be, and otherwise ahead of their turn.
    mutating func send(
        over lanes: RelayTarget?, _ number: Int, _ usesLanes: Bool, or forwarder: (any CallForwarder)?
    ) {
        guard usesLanes, let lanes else { return self.forwarder = forwarder }
        relay = lanes
        relayNumber = number
    }
}

extension WorkerManifest.Command {
    /// The arguments of a call, checked, and what else the function asks for: two values.
    ///
    /// - Throws: `ArgumentError` for the first one that does not fit.
    fileprivate func marshal(
        _ arguments: borrowing Arguments, _ decoder: SchemaDecoder, caller: @autoclosure () -> Caller
    ) throws(ArgumentError) -> [UInt8] {
        var message = MarshalWriter(reserving: 64)
        let variadic = parameters.last?.isVariadic == true
        message.list(count: variadic ? arguments.count : min(arguments.count, parameters.count))
        for index in 0..<arguments.count {
            guard index < parameters.count || variadic else { break }
            let parameter = parameters[min(index, parameters.count - 1)]
            message.value(try decoder.decode(parameter.schema, arguments, at: index, parameter.name))
        }
        guard takesRequest || takesCaller else {
            message.none()
            return message.bytes
        }
        message.list(count: 2)
        if takesRequest {
            message.request(arguments)
        } else {
            message.none()
        }
        if takesCaller {
            let caller = caller()
            message.list(count: 6)
            message.fields(of: caller)
        } else {
            message.none()
        }
        return message.bytes
    }
}

extension String {
    /// A code that an error reply can begin with: what is none becomes `ERR`.
    var code: String {
        let isCode =
            !isEmpty && utf8.count <= 64
            && utf8.allSatisfy { byte in
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || (0x30...0x39).contains(byte)
                    || byte == UInt8(ascii: "_")
            }
        return isCode ? self : "ERR"
    }
}
