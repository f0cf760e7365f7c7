import GedisKit

/// The server's backend, asked for by a process that the server started. It does not report changes.
struct IsolatedBackend: Backend {
    private let questions: IsolatedQuestions

    init(_ questions: IsolatedQuestions) { self.questions = questions }

    nonisolated(nonsending) func put(_ namespace: String, _ values: [String: Scalar]) async throws {
        _ = try await questions.ask("put", [.simple(namespace), values.value, .null])
    }

    nonisolated(nonsending) func put(
        _ namespace: String, _ values: [String: Scalar], expiresIn lifetime: Duration
    ) async throws {
        _ = try await questions.ask("put", [.simple(namespace), values.value, lifetime.asSeconds])
    }

    nonisolated(nonsending) func get(_ namespace: String, _ key: String) async throws -> Scalar? {
        Scalar(try await questions.ask("get", [.simple(namespace), .simple(key)]))
    }

    nonisolated(nonsending) func get(_ namespace: String) async throws -> [String: Scalar] {
        try await questions.ask("get_all", [.simple(namespace)]).scalars
    }

    nonisolated(nonsending) func get(_ namespace: String, _ keys: [String]) async throws -> [String: Scalar] {
        try await questions.ask("get_several", [.simple(namespace), .array(keys.map(Value.simple))]).scalars
    }

    nonisolated(nonsending) func delete(_ namespace: String, _ key: String) async throws -> Bool {
        try await questions.ask("delete", [.simple(namespace), .simple(key)]) == .boolean(true)
    }

    nonisolated(nonsending) func delete(_ namespace: String, _ keys: [String]) async throws -> Int {
        try await questions.ask("delete_several", [.simple(namespace), .array(keys.map(Value.simple))]).number
    }

    nonisolated(nonsending) func keys(_ namespace: String, after: String?, limit: Int) async throws -> [String] {
        try await keys(namespace, prefix: "", after: after, limit: limit)
    }

    nonisolated(nonsending) func keys(
        _ namespace: String, prefix: String, after: String?, limit: Int
    ) async throws -> [String] {
        let values: [Value] = [
            .simple(namespace), .simple(prefix), after.map(Value.simple) ?? .null, .integer(limit),
        ]
        guard case .array(let keys) = try await questions.ask("keys", values) else { return [] }
        return keys.compactMap(\.text)
    }

    nonisolated(nonsending) func increment(
        _ namespace: String, _ key: String, by amount: Int, expiresIn lifetime: Duration?
    ) async throws -> Int {
        try await questions.ask(
            "increment", [.simple(namespace), .simple(key), .integer(amount), lifetime?.asSeconds ?? .null]
        ).number
    }

    nonisolated(nonsending) func compareAndSet(
        _ namespace: String, _ key: String, from old: Scalar?, to new: Scalar?, expiresIn lifetime: Duration?
    ) async throws -> Bool {
        try await questions.ask(
            "compare_and_set",
            [
                .simple(namespace), .simple(key), old?.value ?? .null, new?.value ?? .null,
                lifetime?.asSeconds ?? .null,
            ]) == .boolean(true)
    }

    nonisolated(nonsending) func expire(
        _ namespace: String, _ key: String, in lifetime: Duration?
    ) async throws -> Bool {
        try await questions.ask("expire", [.simple(namespace), .simple(key), lifetime?.asSeconds ?? .null])
            == .boolean(true)
    }

    nonisolated(nonsending) func timeToLive(_ namespace: String, _ key: String) async throws -> Duration? {
        guard case .double(let seconds) = try await questions.ask("time_to_live", [.simple(namespace), .simple(key)])
        else { return nil }
        return .seconds(seconds)
    }
}

extension Duration {
    fileprivate var asSeconds: Value { .double(self / .seconds(1)) }
}

extension Scalar {
    /// What gedis answers; nil for nothing.
    fileprivate init?(_ value: Value) {
        switch value {
        case .simple(let text): self = .string(text)
        case .bulk(let bytes): self = .bytes(bytes)
        case .integer(let number): self = .integer(number)
        case .double(let number): self = .double(number)
        case .boolean(let truth): self = .boolean(truth)
        default: return nil
        }
    }
}

extension Value {
    fileprivate var scalars: [String: Scalar] {
        guard case .map(let entries) = self else { return [:] }
        var found: [String: Scalar] = [:]
        for entry in entries {
            if case .simple(let key) = entry.key, let value = Scalar(entry.value) { found[key] = value }
        }
        return found
    }

    fileprivate var number: Int {
        if case .integer(let number) = self { number } else { 0 }
    }

    fileprivate var text: String? {
        if case .simple(let text) = self { text } else { nil }
    }
}
