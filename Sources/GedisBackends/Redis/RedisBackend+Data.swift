package import GedisKit

extension RedisBackend {
    /// The most bytes of a put; Redis reads no string that is longer.
    private static let biggestPut = 512 << 20

    nonisolated(nonsending) package func put(_ namespace: String, _ values: [String: Scalar]) async throws {
        guard !values.isEmpty else { return }
        let changes = values.map { RedisChange(key: Array($0.key.utf8), value: RedisValue.bytes($0.value)) }
        let size = changes.reduce(0) { $0 + $1.key.count + ($1.value?.count ?? 0) }
        // With room for what the message of the changes has besides them.
        guard size + 64 * changes.count < Self.biggestPut else {
            throw configuration.error("Redis takes no put of \(size) bytes", .refused)
        }
        _ = try await perform(RedisNode(namespace).put(changes))
    }

    nonisolated(nonsending) package func get(_ namespace: String, _ key: String) async throws -> Scalar? {
        switch try await perform(RedisNode(namespace).get(key)) {
        case .null: return nil
        case .bulk(let bytes): return RedisValue.scalar(bytes)
        case let reply: throw surprise(reply)
        }
    }

    nonisolated(nonsending) package func get(_ namespace: String) async throws -> [String: Scalar] {
        let reply = try await perform(RedisNode(namespace).getAll())
        guard case .map(let entries) = reply else { throw surprise(reply) }
        var values = [String: Scalar](minimumCapacity: entries.count)
        for entry in entries {
            guard case .bulk(let value) = entry.value else { throw surprise(reply) }
            values[try text(entry.key)] = RedisValue.scalar(value)
        }
        return values
    }

    nonisolated(nonsending) package func delete(_ namespace: String, _ key: String) async throws -> Bool {
        let reply = try await perform(RedisNode(namespace).delete(key))
        guard case .array(let results) = reply, case .integer(let count)? = results.first else { throw surprise(reply) }
        return count > 0
    }

    nonisolated(nonsending) package func keys(
        _ namespace: String, after: String?, limit: Int
    ) async throws -> [String] {
        let reply = try await perform(RedisNode(namespace).keys(after: after, limit: limit))
        guard case .array(let keys) = reply else { throw surprise(reply) }
        return try keys.map(text)
    }

    nonisolated(nonsending) package func changes(_ namespace: String) async throws -> Changes {
        try await subscriber.changes(namespace)
    }

    private func perform(_ request: RedisRequest) async throws -> Value {
        try await RedisCall(request, to: servers).run()
    }

    private func text(_ key: Value) throws -> String {
        guard case .bulk(let bytes) = key else { throw surprise(key) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func surprise(_ reply: Value) -> BackendError {
        configuration.error("an answer of another form than Redis gives: \("\(reply)".prefix(64))", .failed)
    }
}
