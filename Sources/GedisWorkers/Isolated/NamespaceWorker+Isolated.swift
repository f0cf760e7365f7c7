package import GedisKit

// A compiled namespace in a process of its own: what clients send goes to it as it is, and so does what it replies to them.

extension NamespaceWorker {
    /// The namespace that the worker serves, which is described already.
    ///
    /// - Parameter described: the namespace; its commands' handlers are not used
    /// - Returns: the same, with commands that the worker answers.
    /// - Throws: `WorkerError` where the worker has other commands.
    package func isolated(_ described: Namespace) throws(WorkerError) -> Namespace {
        guard described.commands.map(\.name) == manifest.commands.map(\.name) else {
            throw .failed("the worker has other commands than the source")
        }
        var namespace = described
        for index in namespace.commands.indices {
            let sender = CommandSender({ self }, manifest.commands[index], index) {
                [takesCaller = manifest.commands[index].takesCaller] arguments, version, caller throws(ArgumentError) in
                IsolatedCall.message(arguments, version, takesCaller ? caller() : nil)
            }
            namespace.commands[index].handler = .asynchronous { calls in try await self.answerIsolated(calls, sender) }
            namespace.commands[index].forwarder = sender.forwarder
        }
        namespace.life = life
        return namespace
    }

    /// Answers the calls of a command that follow each other on a connection.
    nonisolated(nonsending) private func answerIsolated(_ calls: Calls, _ sender: CommandSender) async throws {
        let name = "\(environment.name).\(sender.command.name)"
        while calls.next() {
            let reply = try result(try await sender.outcome(of: calls), of: name)
            try reply.withUnsafeBytes { bytes in
                var reader = MarshalReader(bytes)
                try IsolatedCall.read(&reader) { calls.reply.append(written: $0) }
            }
        }
    }

    /// What a call's outcome is, in `marshal`.
    private func result(_ outcome: WorkerLink.Outcome, of name: String) throws -> ArraySlice<UInt8> {
        switch outcome {
        case .value(let bytes): return bytes
        case .failure(let code?, let text, _): throw CommandError(text, code: code)
        case .failure(nil, let text, _): throw CommandError("\(name): \(text)")
        case .timedOut: throw timeout(of: name)
        case .ended(let reason): throw ending(during: name, reason)
        }
    }

    // MARK: - Life

    /// What the namespace does besides answering calls: the worker does it when it is asked to.
    private var life: Namespace.Life {
        let firstTask = manifest.commands.count
        let state = firstTask + manifest.schedules.count
        var life = Namespace.Life(
            tasks: manifest.schedules.enumerated().map { index, period in
                Namespace.Life.Task(period: .seconds(period)) { [self] in
                    _ = try await run(firstTask + index, "schedules")
                }
            },
            stop: { [self] in
                if manifest.isNotified {
                    do {
                        _ = try await run(state + 1, "stop")
                    } catch {
                        environment.log.error("stop() failed: \(error)")
                    }
                }
                await stop()
            })
        if manifest.handsOn { life.state = { [self] in try await run(state, "state") } }
        return life
    }

    private nonisolated(nonsending) func run(_ number: Int, _ name: String) async throws -> [UInt8] {
        let bytes = try result(
            try await call(number, name, isAsynchronous: true, IsolatedCall.message, caller: nil, isTimed: false),
            of: "\(environment.name).\(name)")
        return try bytes.withUnsafeBytes { bytes in
            var reader = MarshalReader(bytes)
            var reply: [UInt8] = []
            try IsolatedCall.read(&reader) { reply = [UInt8]($0) }
            return reply
        }
    }
}
