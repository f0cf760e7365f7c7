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
        try await dbclient.put(namespace, [key: .string(value)])
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

    /// Adds to a whole number in the server's backend, in one step.
    ///
    /// - Parameters:
    ///   - key: the number's name; one that is not there counts as 0
    ///   - amount: what to add; below 0 to subtract
    ///   - namespace: where it is stored
    ///   - dbclient: the backend
    /// - Returns: the new number.
    /// - Throws: `BackendError` when the value is no whole number, and when the backend cannot be reached or cannot count.
    nonisolated(nonsending) func incr(_ key: String, _ amount: Int = 1, namespace: String, dbclient: any Backend)
        async throws -> Int
    {
        try await dbclient.increment(namespace, key, by: amount)
    }

    /// Removes values from the server's backend.
    ///
    /// - Parameters:
    ///   - key: a value's name
    ///   - more: the names of others
    ///   - namespace: where they are stored
    ///   - dbclient: the backend
    /// - Returns: how many there were.
    /// - Throws: `BackendError` when the backend cannot be reached.
    nonisolated(nonsending) func delete(
        _ key: String, _ more: String..., namespace: String, dbclient: any Backend
    ) async throws -> Int {
        try await dbclient.delete(namespace, [key] + more)
    }

    /// Lists the names of values in the server's backend, page by page, in the order of their bytes.
    ///
    /// - Parameters:
    ///   - prefix: what they begin with; empty for all
    ///   - after: the cursor that the page before named as `next`; empty for the first page
    ///   - limit: how many at most
    ///   - namespace: where they are stored
    ///   - dbclient: the backend
    /// - Returns: the names, and as `next` the cursor for the page after them, which the last page does not have.
    /// - Throws: `BackendError` when the backend cannot be reached.
    nonisolated(nonsending) func keys(
        _ prefix: String = "", _ after: String = "", _ limit: Int = 100, namespace: String, dbclient: any Backend
    ) async throws -> KeyPage {
        let keys = try await dbclient.keys(
            namespace, prefix: prefix, after: after.isEmpty ? nil : after, limit: limit)
        return KeyPage(keys: keys, next: keys.count < limit ? nil : keys.last)
    }

    /// A page of names.
    struct KeyPage: Encodable {
        /// The names.
        var keys: [String]
        /// The cursor for the next page; none on the last.
        var next: String?
    }
}
