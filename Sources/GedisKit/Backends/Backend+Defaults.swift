/// What a backend does where its type says nothing else.
extension Backend {
    /// Refuses, for a store that cannot report changes.
    ///
    /// - Throws: `BackendError`, always.
    nonisolated(nonsending) public func changes(_ namespace: String) async throws -> Changes {
        throw BackendError("this backend does not report changes", reason: .unsupported)
    }

    /// Refuses, for a store without expiry.
    ///
    /// - Throws: `BackendError`, always.
    nonisolated(nonsending) public func put(
        _ namespace: String, _ values: [String: Scalar], expiresIn lifetime: Duration
    ) async throws {
        throw BackendError.noExpiry
    }

    /// Gets one key after the other.
    ///
    /// - Throws: what getting one throws.
    nonisolated(nonsending) public func get(_ namespace: String, _ keys: [String]) async throws -> [String: Scalar] {
        var values: [String: Scalar] = [:]
        for key in keys { values[key] = try await get(namespace, key) }
        return values
    }

    /// Deletes one key after the other.
    ///
    /// - Throws: what deleting one throws; those before it are deleted then.
    nonisolated(nonsending) public func delete(_ namespace: String, _ keys: [String]) async throws -> Int {
        var count = 0
        for key in keys where try await delete(namespace, key) { count += 1 }
        return count
    }

    /// Pages through the keys from the prefix on.
    ///
    /// - Throws: what paging through all keys throws.
    nonisolated(nonsending) public func keys(
        _ namespace: String, prefix: String, after: String?, limit: Int
    ) async throws -> [String] {
        guard limit > 0 else { return [] }
        var keys: [String] = []
        var start = after
        if !prefix.isEmpty, after?.utf8.lexicographicallyPrecedes(prefix.utf8) ?? true {
            // A page begins after a key, so the one that is the prefix itself is asked for.
            if try await get(namespace, prefix) != nil { keys.append(prefix) }
            start = prefix
        }
        if keys.count < limit { keys += try await self.keys(namespace, after: start, limit: limit - keys.count) }
        return Array(keys.prefix { $0.utf8.starts(with: prefix.utf8) })
    }

    /// Refuses, for a store that cannot count in one step.
    ///
    /// - Throws: `BackendError`, always.
    nonisolated(nonsending) public func increment(
        _ namespace: String, _ key: String, by amount: Int, expiresIn lifetime: Duration?
    ) async throws -> Int {
        throw BackendError(
            "this type of backend has no increment: it cannot add to a value in one step", reason: .unsupported)
    }

    /// Refuses, for a store that cannot compare and set in one step.
    ///
    /// - Throws: `BackendError`, always.
    nonisolated(nonsending) public func compareAndSet(
        _ namespace: String, _ key: String, from old: Scalar?, to new: Scalar?, expiresIn lifetime: Duration?
    ) async throws -> Bool {
        throw BackendError(
            "this type of backend has no compare-and-set: it cannot compare and write in one step",
            reason: .unsupported)
    }

    /// Refuses, for a store without expiry.
    ///
    /// - Throws: `BackendError`, always.
    nonisolated(nonsending) public func expire(
        _ namespace: String, _ key: String, in lifetime: Duration?
    ) async throws -> Bool {
        throw BackendError.noExpiry
    }

    /// Refuses, for a store without expiry.
    ///
    /// - Throws: `BackendError`, always.
    nonisolated(nonsending) public func timeToLive(_ namespace: String, _ key: String) async throws -> Duration? {
        throw BackendError.noExpiry
    }
}

extension BackendError {
    fileprivate static let noExpiry = BackendError(
        "this type of backend has no expiry: its values stay until they are deleted", reason: .unsupported)
}
