import GedisKit

/// What a worker asks gedis for: the backend, messages to subscribers, other commands.
struct WorkerServices: Sendable {
    /// What a worker is answered.
    struct Answer: Sendable {
        /// Whether it is what was asked for; otherwise why not: code, text, and of a backend's error its reason.
        var isValue: Bool
        /// The value.
        var value: Value
    }

    let environment: Namespace.Environment

    /// Does what a worker asks for.
    ///
    /// - Parameters:
    ///   - what: the question
    ///   - values: what belongs to it
    ///   - call: the call that asks, where it says that
    /// - Returns: the answer.
    func answer(_ what: String, _ values: [Value], for call: WorkerLink.Call?) async -> Answer {
        do {
            return Answer(isValue: true, value: try await value(what, Words(what, values), call))
        } catch let error as BackendError {
            return Self.refusal("BACKEND", error.message, error.reason.description)
        } catch let error as CommandError {
            return Self.refusal(error.code, error.message)
        } catch {
            return Self.refusal("ERR", "\(error)")
        }
    }

    static func refusal(_ code: String, _ text: String, _ reason: String = "") -> Answer {
        Answer(isValue: false, value: .array([.simple(code), .simple(text), .simple(reason)]))
    }

    private func value(_ what: String, _ words: Words, _ call: WorkerLink.Call?) async throws -> Value {
        switch what {
        case "publish":
            return .integer(environment.events.publish(try words.text(0), try words.bytes(1)))
        case "call": return try await run(words, for: call, fromOneAtATime: call?.isAsynchronous == false).asText
        case "run": return try await run(words, for: call)
        default: return try await stored(what, words, in: try environment.requiredBackend())
        }
    }

    private func stored(_ what: String, _ words: Words, in backend: any Backend) async throws -> Value {
        let node = try words.text(0)
        switch what {
        case "get": return try await backend.get(node, try words.text(1))?.value ?? .null
        case "get_all": return try await backend.get(node).value
        case "get_several": return try await backend.get(node, try words.texts(1)).value
        case "put":
            let values = try words.scalars(1)
            if let lifetime = try words.duration(2) {
                try await backend.put(node, values, expiresIn: lifetime)
            } else {
                try await backend.put(node, values)
            }
            return .null
        case "delete": return .boolean(try await backend.delete(node, try words.text(1)))
        case "delete_several": return .integer(try await backend.delete(node, try words.texts(1)))
        case "keys":
            let after = words[2] == .null ? nil : try words.text(2)
            let keys = try await backend.keys(
                node, prefix: try words.text(1), after: after, limit: try words.integer(3))
            return .array(keys.map(Value.simple))
        case "increment":
            return .integer(
                try await backend.increment(
                    node, try words.text(1), by: try words.integer(2), expiresIn: try words.duration(3)))
        case "compare_and_set":
            return .boolean(
                try await backend.compareAndSet(
                    node, try words.text(1), from: try words.scalar(2), to: try words.scalar(3),
                    expiresIn: try words.duration(4)))
        case "expire":
            return .boolean(try await backend.expire(node, try words.text(1), in: try words.duration(2)))
        case "time_to_live":
            let left = try await backend.timeToLive(node, try words.text(1))
            return left.map { .double($0 / .seconds(1)) } ?? .null
        default: throw CommandError("gedis has nothing that is called '\(what)'")
        }
    }

    /// Runs another command with the rights of whom a call is for.
    private func run(
        _ words: Words, for call: WorkerLink.Call?, fromOneAtATime: Bool = false
    ) async throws -> Value {
        let name = try words.text(1)
        if fromOneAtATime, name.lowercased().hasPrefix("\(environment.name).") {
            throw CommandError(
                "\(name) is a command of the same namespace, which waits for this call: call the function itself, "
                    + "or declare the caller with 'async def'")
        }
        guard let call else {
            throw CommandError("\(name) is not called: the call that asks for it has ended")
        }
        guard let caller = call.caller, let commands = caller.commands else {
            throw CommandError("there is no server that has a command \(name)")
        }
        var arguments: [[UInt8]] = []
        if case .array(let values)? = words[2] {
            for index in values.indices { arguments.append(try Words("call", values).bytes(index)) }
        }
        return try await commands.run(name, arguments, for: caller)
    }
}

/// What belongs to a question.
private struct Words {
    let what: String
    let values: [Value]

    init(_ what: String, _ values: [Value]) {
        self.what = what
        self.values = values
    }

    subscript(index: Int) -> Value? { values.indices.contains(index) ? values[index] : nil }

    func text(_ index: Int) throws -> String {
        switch self[index] {
        case .simple(let text)?: return text
        case .bulk(let bytes)?:
            guard let text = String(validating: bytes, as: UTF8.self) else { throw wrong(index, "UTF-8 text") }
            return text
        default: throw wrong(index, "text")
        }
    }

    func bytes(_ index: Int) throws -> [UInt8] {
        switch self[index] {
        case .simple(let text)?: return Array(text.utf8)
        case .bulk(let bytes)?: return bytes
        default: throw wrong(index, "text or bytes")
        }
    }

    func integer(_ index: Int) throws -> Int {
        guard case .integer(let number)? = self[index] else { throw wrong(index, "a whole number") }
        return number
    }

    func texts(_ index: Int) throws -> [String] {
        guard case .array(let all)? = self[index] else { throw wrong(index, "a list") }
        return try all.indices.map { try Words(what, all).text($0) }
    }

    func scalar(_ index: Int) throws -> Scalar? {
        switch self[index] {
        case .null?, nil: return nil
        case .simple(let text)?: return .string(text)
        case .bulk(let bytes)?: return .bytes(bytes)
        case .integer(let number)?: return .integer(number)
        case .double(let number)?: return .double(number)
        case .boolean(let truth)?: return .boolean(truth)
        default: throw wrong(index, "str, bytes, int, float or bool, which a backend can hold")
        }
    }

    func scalars(_ index: Int) throws -> [String: Scalar] {
        guard case .map(let entries)? = self[index] else { throw wrong(index, "a dict") }
        var found: [String: Scalar] = [:]
        for entry in entries {
            guard let value = try Words(what, [entry.value]).scalar(0) else {
                throw CommandError("dbclient.\(what): None cannot be stored")
            }
            found[try Words(what, [entry.key]).text(0)] = value
        }
        return found
    }

    func duration(_ index: Int) throws -> Duration? {
        switch self[index] {
        case .null?, nil: return nil
        case .integer(let seconds)?: return .seconds(seconds)
        case .double(let seconds)? where seconds.magnitude < 1e15: return .seconds(seconds)
        default: throw wrong(index, "a number of seconds")
        }
    }

    private func wrong(_ index: Int, _ expectation: String) -> CommandError {
        CommandError("dbclient.\(what): argument \(index + 1) must be \(expectation)")
    }
}

extension Scalar {
    /// The value for a worker: text as text.
    var value: Value {
        switch self {
        case .string(let text): .simple(text)
        case .bytes(let bytes): .bulk(bytes)
        case .integer(let number): .integer(number)
        case .double(let number): .double(number)
        case .boolean(let truth): .boolean(truth)
        }
    }
}

extension [String: Scalar] {
    var value: GedisKit.Value {
        .map(sorted { $0.key < $1.key }.map { GedisKit.Value.Entry(.simple($0.key), $0.value.value) })
    }
}

extension Value {
    /// A reply in which bytes that are text are text.
    fileprivate var asText: Value {
        switch self {
        case .bulk(let bytes): String(validating: bytes, as: UTF8.self).map(Value.simple) ?? self
        case .array(let values): .array(values.map(\.asText))
        case .set(let values): .set(values.map(\.asText))
        case .map(let entries): .map(entries.map { Value.Entry($0.key.asText, $0.value.asText) })
        default: self
        }
    }
}
