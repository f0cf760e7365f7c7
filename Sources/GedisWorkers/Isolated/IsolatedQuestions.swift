import GedisKit
import Synchronization

/// What a process asks the gedis that started it for.
final class IsolatedQuestions: Sendable {
    typealias Answer = Result<Value, any Error>

    private struct State {
        var last = 0
        var waiting: [Int: @Sendable (Answer) -> Void] = [:]
    }

    private let output: IsolatedOutput
    private let state = Mutex(State())

    init(_ output: IsolatedOutput) { self.output = output }

    /// Asks, and suspends until the answer is there.
    ///
    /// - Throws: `BackendError` or `CommandError`, as gedis says it; `CancellationError` where the task is cancelled.
    nonisolated(nonsending) func ask(_ what: String, _ values: [Value]) async throws -> Value {
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                send(number, what, values) { continuation.resume(with: $0) }
                if Task.isCancelled { end(number, .failure(CancellationError())) }
            }
        } onCancel: {
            end(number, .failure(CancellationError()))
        }
    }

    /// Publishes a message, and waits until it was.
    func publish(_ channel: [UInt8], _ message: [UInt8]) -> Int {
        let outcome = BlockingOutcome<Answer>()
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        send(number, "publish", [.bulk(channel), .bulk(message)], outcome.end)
        guard case .success(.integer(let count)) = outcome.value else { return 0 }
        return count
    }

    private func send(_ number: Int, _ what: String, _ values: [Value], _ end: @escaping @Sendable (Answer) -> Void) {
        state.withLock { $0.waiting[number] = end }
        output.post { message in
            message.list(count: 3 + values.count)
            message.integer(WorkerProtocol.Notice.ask.rawValue)
            message.integer(number)
            message.text(what)
            for value in values { message.value(value) }
        }
        output.flush()
    }

    /// Takes an answer.
    ///
    /// - Parameter reader: what follows the message's kind
    /// - Throws: `MarshalError` where the message is not as the protocol has it.
    func answer(_ reader: inout MarshalReader) throws {
        let number = try reader.integer()
        let isValue = try reader.value() == .boolean(true)
        let value = try reader.value()
        end(number, isValue ? .success(value) : .failure(Self.error(value)))
    }

    private func end(_ number: Int, _ answer: Answer) {
        let waiting = state.withLock { $0.waiting.removeValue(forKey: number) }
        waiting?(answer)
    }

    private static func error(_ value: Value) -> any Error {
        guard case .array(let parts) = value, parts.count == 3, case .simple(let code) = parts[0],
            case .simple(let text) = parts[1], case .simple(let reason) = parts[2]
        else { return CommandError("gedis answers what cannot be read") }
        return code == "BACKEND"
            ? BackendError(text, reason: BackendError.Reason(described: reason)) : CommandError(text, code: code)
    }
}
