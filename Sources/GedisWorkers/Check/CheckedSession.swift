import GedisKit

/// What a worker does that it must not.
struct CheckFailure: Error {
    let text: String

    init(_ text: String) { self.text = text }
}

/// A conversation with a worker, whose questions are answered.
final class CheckedSession {
    /// What calls came to.
    struct Answers {
        var values = 0
        /// The errors' texts, by the calls' numbers.
        var errors: [Int: String] = [:]
    }

    let process: CheckedProcess
    private let services: WorkerServices
    private let patience: Duration
    private(set) var questions = 0
    private(set) var lines = 0

    /// Starts a worker.
    ///
    /// - Parameters:
    ///   - program: the program
    ///   - services: what answers its questions
    ///   - patience: how long each answer of it may take
    /// - Throws: `WorkerError` when it cannot be started.
    init(_ program: WorkerProgram, services: WorkerServices, patience: Duration) throws(WorkerError) {
        process = try CheckedProcess(program)
        self.services = services
        self.patience = patience
    }

    /// Has it load a namespace.
    ///
    /// - Parameter load: the namespace
    /// - Returns: what it serves.
    /// - Throws: `CheckFailure` or `ManifestError` where it does not serve as the protocol has it.
    func load(_ load: WorkerLoad) async throws -> WorkerManifest {
        process.send(CheckedProcess.frame([load.message(in: Namespace.Environment(name: load.name))]))
        let deadline = ContinuousClock.now + patience
        while true {
            switch try await next(by: deadline, "it did not say within \(patience.components.seconds) s what it serves")
            {
            case .ready(let value): return try WorkerManifest(value)
            case .failed(let problems):
                throw CheckFailure("it does not serve: \(WorkerError.source(problems))")
            case .reply(let call, _), .error(let call, _, _, _):
                throw CheckFailure("it answered call \(call) before it had any")
            case .ask, .log: break
            }
        }
    }

    /// Waits until calls are answered.
    ///
    /// - Parameter calls: the calls' numbers, each with the command's name
    /// - Returns: what they came to.
    /// - Throws: `CheckFailure` where they are not answered as the protocol has it.
    func answers(to calls: [Int: String]) async throws -> Answers {
        var answers = Answers()
        var pending = calls
        while let waiting = pending.min(by: { $0.key < $1.key }) {
            let deadline = ContinuousClock.now + patience
            let number: Int
            switch try await next(
                by: deadline,
                "no answer to call \(waiting.key) (\(waiting.value)) within \(patience.components.seconds) s")
            {
            case .reply(let call, _):
                number = call
                answers.values += 1
            case .error(let call, let code, let text, _):
                number = call
                answers.errors[call] = [code, text].compactMap(\.self).joined(separator: " ")
                if let code, code.code != code {
                    throw CheckFailure("the error's code '\(code)' is none: capital letters, digits and '_'")
                }
            case .ready, .failed: throw CheckFailure("it said a second time what it serves")
            case .ask, .log: continue
            }
            guard pending.removeValue(forKey: number) != nil else {
                let what = calls[number] == nil ? "which it was not sent" : "a second time"
                throw CheckFailure("it answered call \(number) \(what)")
            }
        }
        return answers
    }

    /// The next message; questions are answered before it is handed on.
    private func next(by deadline: ContinuousClock.Instant, _ silence: String) async throws -> WorkerMessage {
        switch process.next(by: deadline) {
        case .silence: throw CheckFailure(silence)
        case .nonsense(let text): throw CheckFailure("it broke the protocol: \(text)")
        case .closed:
            let end = process.end(by: .now + .seconds(1)).map { ": \($0.text)" } ?? ", and runs on"
            throw CheckFailure("it closed the socket\(end)")
        case .message(.ask(let number, let what, let values)):
            questions += 1
            let answer = await services.answer(what, values, for: nil)
            process.send(CheckedProcess.frame([Self.answer(number, answer)]))
            return .ask(number: number, what: what, with: values)
        case .message(let message):
            if case .log = message { lines += 1 }
            return message
        }
    }

    /// The message that answers a question.
    static func answer(_ question: Int, _ answer: WorkerServices.Answer) -> [UInt8] {
        var message = MarshalWriter()
        message.list(count: 4)
        message.integer(WorkerProtocol.Request.answer.rawValue)
        message.integer(question)
        message.boolean(answer.isValue)
        message.value(answer.value)
        return message.bytes
    }

    /// A message of numbers.
    static func message(_ request: WorkerProtocol.Request, _ numbers: Int...) -> [UInt8] {
        var message = MarshalWriter()
        message.list(count: numbers.count + 1)
        message.integer(request.rawValue)
        for number in numbers { message.integer(number) }
        return message.bytes
    }
}
