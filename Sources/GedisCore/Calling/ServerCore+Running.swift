package import GedisKit
import GedisRESP

// Commands that call each other.

extension ServerCore: CommandRunner {
    /// How many commands may call each other before it is taken for a circle.
    private static let deepest = 32

    /// Runs a namespace's command with a caller's rights, where its caller runs.
    ///
    /// - Throws: `CommandError` where there is no such command, the caller may not call it, or it replies an error.
    package nonisolated(nonsending) func run(
        _ name: String, _ arguments: [[UInt8]], for caller: Caller
    ) async throws -> Value {
        guard let (namespace, command) = command(named: name) else {
            throw CommandError("unknown command '\(name.prefix(128))'")
        }
        let fullName = "\(namespace.name).\(command.name)"
        guard let account = accounts[caller.user] else { throw CommandError.authenticationRequired }
        if let rules = account.rules, !rules.allow(fullName, group: namespace.name) {
            throw CommandError.noPermission(account.name, fullName)
        }
        guard arguments.count >= command.fewestArguments, arguments.count <= command.mostArguments ?? .max else {
            throw CommandError.wrongArgumentCount(fullName)
        }
        guard caller.depth < Self.deepest else {
            throw CommandError("\(fullName): commands call each other more than \(Self.deepest) deep")
        }
        var inner = caller
        inner.depth += 1
        let calls = Calls()
        Self.keep([Array(fullName.utf8)] + arguments, in: calls)
        calls.reply.version = .resp3
        do {
            let source = SingleCall(by: inner)
            switch command.handler {
            case .synchronous(let body): try body(calls.arguments, &calls.reply)
            case .synchronousForCaller(let body): try body(calls.arguments, &calls.reply, inner)
            case .asynchronous(let answer):
                calls.begin(from: source)
                try await answer(calls)
            }
            withExtendedLifetime(source) {}
        } catch {
            if error is CancellationError { throw error }
            throw CommandError(error, thrownBy: fullName)
        }
        return try Self.value(of: calls)
    }

    private func command(named name: String) -> (Namespace, Command)? {
        let name = name.lowercased()
        for namespace in namespaces where name.hasPrefix(namespace.name.lowercased() + ".") {
            let own = name.dropFirst(namespace.name.count + 1)
            if let command = namespace.commands.first(where: { $0.name.lowercased() == own }) {
                return (namespace, command)
            }
        }
        return nil
    }

    private static func keep(_ words: [[UInt8]], in calls: Calls) {
        var parts: [Arguments.Part] = []
        var bytes: [UInt8] = []
        for word in words {
            parts.append(Arguments.Part(offset: bytes.count, count: word.count))
            bytes += word
        }
        bytes.withUnsafeBytes { memory in
            parts.withUnsafeBufferPointer { parts in
                guard let start = memory.baseAddress else { return }
                calls.keep(Arguments(memory: start, parts: parts))
            }
        }
    }

    private static func value(of calls: Calls) throws -> Value {
        var parser = ReplyParser()
        calls.reply.withBytes { parser.append($0) }
        guard let value = try parser.next() else { return .null }
        if case .error(let error) = value { throw error }
        return value
    }
}
