package import GedisKit

extension RedisBackend {
    nonisolated(nonsending) package func get(_ namespace: String, _ key: String) async throws -> Scalar? {
        try await fields(namespace, [key])[0]?.scalar
    }

    nonisolated(nonsending) package func get(_ namespace: String, _ keys: [String]) async throws -> [String: Scalar] {
        var values: [String: Scalar] = [:]
        for start in stride(from: 0, to: keys.count, by: RedisNode.mostValues) {
            let part = Array(keys[start..<min(start + RedisNode.mostValues, keys.count)])
            for (key, field) in zip(part, try await fields(namespace, part)) { values[key] = field?.scalar }
        }
        return values
    }

    nonisolated(nonsending) package func get(_ namespace: String) async throws -> [String: Scalar] {
        try await read(namespace, node(namespace).getAll()) { reply in
            guard case .map(let entries) = reply else { throw self.surprise(reply) }
            var types: [[UInt8]: [UInt8]] = [:]
            var fields: [([UInt8], [UInt8])] = []
            var expires = false
            for entry in entries {
                guard case .bulk(let name) = entry.key, case .bulk(let value) = entry.value else {
                    throw self.surprise(reply)
                }
                guard let key = RedisNode.key(ofNote: name) else {
                    fields.append((name, value))
                    continue
                }
                let note = Note(value)
                types[key] = note.type
                expires = expires || note.expires
            }
            var values = [String: Scalar](minimumCapacity: fields.count)
            for (key, value) in fields {
                values[String(decoding: key, as: UTF8.self)] = RedisField(value: value, type: types[key] ?? []).scalar
            }
            return (values, expires)
        }
    }

    nonisolated(nonsending) package func keys(
        _ namespace: String, after: String?, limit: Int
    ) async throws -> [String] {
        try await keys(namespace, prefix: "", after: after, limit: limit)
    }

    nonisolated(nonsending) package func keys(
        _ namespace: String, prefix: String, after: String?, limit: Int
    ) async throws -> [String] {
        try await read(namespace, node(namespace).keys(prefix: prefix, after: after, limit: limit)) { reply in
            guard case .array(let lists) = reply, lists.count == 2, case .array(let expiring) = lists[0],
                case .array(let keys) = lists[1]
            else { throw self.surprise(reply) }
            let texts = try keys.map { key in
                guard case .bulk(let bytes) = key else { throw self.surprise(key) }
                return String(decoding: bytes, as: UTF8.self)
            }
            return (texts, !expiring.isEmpty)
        }
    }

    nonisolated(nonsending) package func timeToLive(_ namespace: String, _ key: String) async throws -> Duration? {
        let time = try await number(node(namespace).timeToLive(key))
        return time < 0 ? nil : .milliseconds(time)
    }

    nonisolated(nonsending) package func changes(_ namespace: String) async throws -> Changes {
        let changes = try await subscriber.changes(namespace)
        // From here on it is reported here when a key expires, even one that was put by a server that is gone.
        sweep(namespace, in: .zero)
        return changes
    }
}
