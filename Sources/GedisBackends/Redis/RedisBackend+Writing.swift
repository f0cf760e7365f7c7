package import GedisKit

extension RedisBackend {
    nonisolated(nonsending) package func put(_ namespace: String, _ values: [String: Scalar]) async throws {
        guard !values.isEmpty else { return }
        _ = try await perform(node(namespace).put(try entries(values)))
    }

    nonisolated(nonsending) package func put(
        _ namespace: String, _ values: [String: Scalar], expiresIn lifetime: Duration
    ) async throws {
        let lifetime = try Lifetime(lifetime)
        guard !values.isEmpty else { return }
        _ = try await perform(node(namespace).put(try entries(values), for: lifetime))
        sweep(namespace, in: lifetime.duration)
    }

    nonisolated(nonsending) package func delete(_ namespace: String, _ key: String) async throws -> Bool {
        try await delete(namespace, [key]) > 0
    }

    nonisolated(nonsending) package func delete(_ namespace: String, _ keys: [String]) async throws -> Int {
        var count = 0
        for start in stride(from: 0, to: keys.count, by: RedisNode.mostValues) {
            let part = Array(keys[start..<min(start + RedisNode.mostValues, keys.count)])
            count += try await number(node(namespace).delete(part))
        }
        return count
    }

    nonisolated(nonsending) package func increment(
        _ namespace: String, _ key: String, by amount: Int, expiresIn lifetime: Duration?
    ) async throws -> Int {
        let lifetime = try Lifetime.of(lifetime)
        let reply = try await perform(node(namespace).increment(key, by: amount, lifetime))
        switch reply {
        case .integer(0): throw refused(Counter.Refusal.noNumber.message(namespace, key))
        case .integer(-1): throw refused(Counter.Refusal.overflow.message(namespace, key))
        default: break
        }
        guard let sum = reply.text.flatMap({ Int($0) }) else { throw surprise(reply) }
        if let lifetime { sweep(namespace, in: lifetime.duration) }
        return sum
    }

    nonisolated(nonsending) package func compareAndSet(
        _ namespace: String, _ key: String, from old: Scalar?, to new: Scalar?, expiresIn lifetime: Duration?
    ) async throws -> Bool {
        let lifetime = try Lifetime.of(lifetime)
        if let new { _ = try entries([key: new]) }
        var expected = old.map { RedisField($0) }
        while true {
            let reply = try await perform(node(namespace).compareAndSet(key, from: expected, to: new, lifetime))
            switch reply {
            case .integer(1):
                if let lifetime { sweep(namespace, in: lifetime.duration) }
                return true
            case .array([]): return false
            case .array(let found):
                guard found.count == 2, case .bulk(let value) = found[0], case .bulk(let type) = found[1] else {
                    throw surprise(reply)
                }
                // What is there may be the same and only be held in another way, such as by an earlier gedis.
                let field = RedisField(value: value, type: type)
                guard field.scalar == old, field != expected else { return false }
                expected = field
            default: throw surprise(reply)
            }
        }
    }

    nonisolated(nonsending) package func expire(
        _ namespace: String, _ key: String, in lifetime: Duration?
    ) async throws -> Bool {
        let lifetime = try Lifetime.of(lifetime)
        let isThere = try await number(node(namespace).expire(key, lifetime)) > 0
        if isThere, let lifetime { sweep(namespace, in: lifetime.duration) }
        return isThere
    }
}
