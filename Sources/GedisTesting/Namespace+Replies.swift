package import GedisKit
import GedisRESP

extension Namespace {
    /// Runs one of the commands without a server.
    ///
    /// - Parameters:
    ///   - name: the command's name, in any case, with or without the namespace's before it
    ///   - arguments: what it is given
    ///   - caller: who calls
    ///   - version: the protocol version that the reply is written in
    /// - Returns: the reply.
    /// - Throws: `CommandError` where the reply is an error.
    package func reply(
        to name: String, _ arguments: [[UInt8]], by caller: Caller, version: ReplyWriter.Version = .resp3
    ) async throws -> Value {
        let prefix = self.name.lowercased() + "."
        let wanted = name.lowercased()
        let short = wanted.hasPrefix(prefix) ? String(wanted.dropFirst(prefix.count)) : wanted
        guard let command = commands.first(where: { $0.name.lowercased() == short }) else {
            let known = commands.map(\.name).joined(separator: " ")
            throw CommandError("unknown command '\(self.name).\(short)': \(self.name) has \(known)")
        }
        let fullName = "\(self.name).\(command.name)"
        guard arguments.count >= command.fewestArguments, arguments.count <= command.mostArguments ?? .max else {
            throw CommandError("wrong number of arguments for '\(fullName)' command")
        }
        var caller = caller
        if caller.commands == nil { caller.commands = OwnCommands(namespace: self) }
        do {
            return try await command.run(fullName, arguments, by: caller, version: version)
        } catch let error as CommandError {
            throw error
        } catch {
            throw CommandError("\(fullName): \(error)")
        }
    }
}

/// The commands of a namespace, for those of them that call others.
private struct OwnCommands: CommandRunner {
    let namespace: Namespace

    nonisolated(nonsending) func run(
        _ name: String, _ arguments: [[UInt8]], for caller: Caller
    ) async throws -> Value {
        var caller = caller
        caller.depth += 1
        guard caller.depth <= 16 else { throw CommandError("commands call each other without end") }
        return try await namespace.reply(to: name, arguments, by: caller)
    }
}

extension Command {
    /// Runs the command.
    ///
    /// - Throws: `CommandError` where the reply is an error, what the method throws, and `ArgumentError`.
    fileprivate func run(
        _ name: String, _ arguments: [[UInt8]], by caller: Caller, version: ReplyWriter.Version
    ) async throws -> Value {
        var reply = ReplyWriter(version: version)
        switch handler {
        case .synchronous(let body):
            try Self.withRequest(name, arguments) { arguments in try body(arguments, &reply) }
        case .synchronousForCaller(let body):
            try Self.withRequest(name, arguments) { arguments in try body(arguments, &reply, caller) }
        case .asynchronous(let body):
            let calls = Calls()
            let source = OneCall(caller: caller)
            Self.withRequest(name, arguments) { calls.keep($0) }
            calls.reply.version = version
            calls.begin(from: source)
            try await body(calls)
            reply.append(calls.reply)
            withExtendedLifetime(source) {}
        }
        var parser = ReplyParser()
        reply.withBytes { parser.append(UnsafeRawBufferPointer($0)) }
        let value = try parser.next() ?? .null
        if case .error(let error) = value { throw error }
        return value
    }

    /// Lays a request out in memory that is gone when `body` ends, as a server's is.
    private static func withRequest<R>(
        _ name: String, _ arguments: [[UInt8]], _ body: (borrowing Arguments) throws -> R
    ) rethrows -> R {
        var bytes: [UInt8] = []
        var parts: [Arguments.Part] = []
        for word in [Array(name.utf8)] + arguments {
            parts.append(Arguments.Part(offset: bytes.count, count: word.count))
            bytes += word
        }
        return try bytes.withUnsafeBytes { memory in
            try parts.withUnsafeBufferPointer { parts in
                // A request has at least its name.
                try body(Arguments(memory: memory.baseAddress.unsafelyUnwrapped, parts: parts))
            }
        }
    }
}

/// There is no call behind the first.
private final class OneCall: CallSource, Sendable {
    let caller: Caller

    init(caller: Caller) { self.caller = caller }

    func nextCall() -> Bool { false }
}
