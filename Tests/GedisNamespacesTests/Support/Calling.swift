import GedisKit

extension Namespace {
    /// What a command replies, as RESP text with `|` for line ends; an error that it throws, by its description.
    func call(_ name: String, _ arguments: String..., version: ReplyWriter.Version = .resp3) async -> String {
        await call(name, arguments, version: version)
    }

    /// What a command replies to a list of arguments.
    func call(_ name: String, _ arguments: [String], version: ReplyWriter.Version = .resp3) async -> String {
        guard let command = commands.first(where: { $0.name == name }) else { return "no command \(name)" }
        do {
            var reply = ReplyWriter(version: version)
            switch command.handler {
            case .synchronous(let body):
                try withArguments(name, arguments) { arguments in try body(arguments, &reply) }
            case .synchronousForCaller(let body):
                try withArguments(name, arguments) { arguments in
                    try body(arguments, &reply, Caller(user: "ada"))
                }
            case .asynchronous(let body):
                let calls = Calls()
                try withArguments(name, arguments) { calls.keep($0) }
                calls.reply.version = version
                calls.begin(from: OneCall.only)
                try await body(calls)
                reply.append(calls.reply)
            }
            return reply.withBytes { String(decoding: $0, as: UTF8.self) }.split(separator: "\r\n").joined(
                separator: "|")
        } catch {
            return "\(error)"
        }
    }
}

/// There is no call behind the first.
private final class OneCall: CallSource, Sendable {
    static let only = OneCall()

    let caller = Caller(user: "ada")

    func nextCall() -> Bool { false }
}

/// Lays out a request in memory that is gone when `body` ends, as a server's is.
private func withArguments<R>(
    _ name: String, _ arguments: [String], _ body: (borrowing Arguments) throws -> R
) throws -> R {
    let words: [String] = [name] + arguments
    var bytes: [UInt8] = []
    var parts: [Arguments.Part] = []
    for word in words {
        parts.append(Arguments.Part(offset: bytes.count, count: word.utf8.count))
        bytes.append(contentsOf: word.utf8)
    }
    return try bytes.withUnsafeBytes { memory in
        try parts.withUnsafeBufferPointer { parts in
            guard let start = memory.baseAddress else { throw CommandError("no memory") }
            return try body(Arguments(memory: start, parts: parts))
        }
    }
}
