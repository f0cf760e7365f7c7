import GedisKit

/// The commands that every server has.
struct System {
    /// Says that the server answers.
    func ping() -> Value { .simple("PONG") }

    /// Stores a value in the server's backend.
    ///
    /// - Parameters:
    ///   - key: the value's name
    ///   - value: what to store
    ///   - namespace: where to store it
    ///   - dbclient: the backend
    /// - Throws: `BackendError` when the backend cannot be reached or refuses.
    nonisolated(nonsending) func set(_ key: String, _ value: String, namespace: String, dbclient: any Backend)
        async throws
    {
        try await dbclient.put(namespace, [key: value])
    }

    /// Reads a value from the server's backend.
    ///
    /// - Parameters:
    ///   - key: the value's name
    ///   - namespace: where it is stored
    ///   - dbclient: the backend
    /// - Returns: the value, or null where there is none.
    /// - Throws: `BackendError` when the backend cannot be reached.
    nonisolated(nonsending) func get(_ key: String, namespace: String, dbclient: any Backend) async throws -> Scalar? {
        try await dbclient.get(namespace, key)
    }
}
