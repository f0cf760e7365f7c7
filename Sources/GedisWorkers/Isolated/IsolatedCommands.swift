import GedisKit

/// Runs the calls of a compiled namespace in its own process, on one thread.
final class IsolatedCommands {
    private let namespace: Namespace
    /// The commands, for lanes.
    let synchronous: [IsolatedCommand]
    private let worker: IsolatedWorker
    private let output: IsolatedOutput
    private var parts: [Arguments.Part] = []
    private var writer = ReplyWriter()

    /// The most bytes that stay allocated for replies.
    private static let keptBytes = 64 * 1024

    init(_ namespace: Namespace, _ worker: IsolatedWorker, _ output: IsolatedOutput) {
        self.namespace = namespace
        synchronous = namespace.commands.map { IsolatedCommand($0, in: namespace) }
        self.worker = worker
        self.output = output
    }

    /// Runs a call, or begins it where it may suspend.
    ///
    /// - Parameters:
    ///   - reader: what follows the message's kind
    ///   - bytes: what it reads
    /// - Throws: `MarshalError` where the message is not as the protocol has it.
    func run(_ reader: inout MarshalReader, _ bytes: UnsafeRawBufferPointer) throws {
        let call = try reader.integer()
        let index = try reader.integer()
        parts.removeAll(keepingCapacity: true)
        for _ in 0..<(try reader.list()) {
            guard reader.pass(MarshalReader.Kind.bytes) else { throw reader.failure("expected bytes") }
            let count = try reader.string().count
            parts.append(Arguments.Part(offset: reader.offset - count, count: count))
        }
        guard !reader.pass(MarshalReader.Kind.none) else { return live(call, index) }
        guard try reader.list() == 2, !parts.isEmpty, namespace.commands.indices.contains(index),
            let version = ReplyWriter.Version(rawValue: try reader.integer())
        else { throw reader.failure("a call that is none") }
        let caller = try reader.caller(commands: IsolatedCommandRunner(worker.questions, call: call))
        run(call, namespace.commands[index], bytes, caller ?? Caller(), version)
    }

    private func run(
        _ call: Int, _ command: Command, _ bytes: UnsafeRawBufferPointer, _ caller: Caller,
        _ version: ReplyWriter.Version
    ) {
        if case .asynchronous = command.handler {
            let words = parts.map { [UInt8](bytes[$0.offset..<($0.offset + $0.count)]) }
            let name = String(decoding: words[0], as: UTF8.self)
            worker.start(call) { try await command.run(name, Array(words[1...]), by: caller, version: version) }
            return
        }
        writer.removeAll(keepingAtMost: Self.keptBytes)
        writer.version = version
        do {
            try parts.withUnsafeBufferPointer { parts in
                let arguments = Arguments(memory: bytes.baseAddress.unsafelyUnwrapped, parts: parts)
                switch command.handler {
                case .synchronous(let body): try body(arguments, &writer)
                case .synchronousForCaller(let body): try body(arguments, &writer, caller)
                case .asynchronous: break
                }
            }
            output.post { message in message.reply(call) { reply in writer.withBytes { reply.bytes($0) } } }
        } catch {
            output.post { $0.failure(call, error) }
        }
    }

    /// Does what is no command: runs a schedule, says the state, or what is done before the end.
    private func live(_ call: Int, _ index: Int) {
        let life = namespace.life
        let number = index - namespace.commands.count
        worker.start(call) {
            if life.tasks.indices.contains(number) {
                try await life.tasks[number].run()
            } else if number == life.tasks.count {
                return try await life.state?() ?? []
            } else {
                await life.stop?()
            }
            return []
        }
    }
}

/// Runs other commands in the server, for the caller of a call.
struct IsolatedCommandRunner: CommandRunner {
    private let questions: IsolatedQuestions
    private let call: Int

    init(_ questions: IsolatedQuestions, call: Int) {
        self.questions = questions
        self.call = call
    }

    nonisolated(nonsending) func run(
        _ name: String, _ arguments: [[UInt8]], for caller: Caller
    ) async throws -> Value {
        try await questions.ask("run", [.integer(call), .simple(name), .array(arguments.map(Value.bulk))])
    }
}
