import GedisKit

// A compiled namespace in a process of its own: what clients send goes to it as it is, and so does what it replies to them.

extension NamespaceWorker {
    /// The namespace that workers serve which have the manifest of this one, and which is described already.
    ///
    /// - Parameters:
    ///   - described: the namespace; its commands' handlers are not used
    ///   - worker: which of the workers answers the next calls
    ///   - isAlone: whether there is no other: only then can calls be sent ahead without overlapping
    /// - Returns: the same, with commands that the workers answer.
    /// - Throws: `WorkerError` where the worker has other commands.
    func isolated(
        _ described: Namespace, answeredBy worker: @escaping @Sendable () -> NamespaceWorker, isAlone: Bool
    ) throws(WorkerError) -> Namespace {
        guard described.commands.map(\.name) == manifest.commands.map(\.name) else {
            throw .failed("the worker has other commands than the source")
        }
        var namespace = described
        let target = isAlone ? LanedWorker.target(self) : nil
        namespace.relay = target
        for index in namespace.commands.indices {
            let sender = CommandSender(worker, manifest.commands[index], index) {
                [takesCaller = manifest.commands[index].takesCaller] arguments, version, caller throws(ArgumentError) in
                IsolatedCall.message(arguments, version, takesCaller ? caller() : nil)
            }
            namespace.commands[index].handler = .asynchronous { calls in try await self.answerIsolated(calls, sender) }
            guard isAlone else { continue }
            namespace.commands[index].send(
                over: target, index, manifest.commands[index].usesLanes, or: sender.forwarder)
        }
        return namespace
    }

    /// Answers the calls of a command that follow each other on a connection.
    nonisolated(nonsending) private func answerIsolated(_ calls: Calls, _ sender: CommandSender) async throws {
        let name = "\(environment.name).\(sender.command.name)"
        while calls.next() {
            let reply = try value(try await sender.outcome(of: calls), of: name)
            try reply.withUnsafeBytes { bytes in
                var reader = MarshalReader(bytes)
                try IsolatedCall.read(&reader) { calls.reply.append(written: $0) }
            }
        }
    }

    /// What a call's outcome is, in `marshal`.
    func value(_ outcome: WorkerLink.Outcome, of name: String) throws -> ArraySlice<UInt8> {
        switch outcome {
        case .value(let bytes): return bytes
        case .failure(let code?, let text, _): throw CommandError(text, code: code)
        case .failure(nil, let text, let trace): throw CommandError("\(name): \(trace ?? text)")
        case .timedOut: throw timeout(of: name)
        case .ended(let reason): throw ending(during: name, reason)
        }
    }
}
