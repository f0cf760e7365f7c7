/// The store behind a server, handed to commands as `dbclient`.
///
/// Data lies in nodes, one a namespace; a node holds values by key. Keys and namespaces are told apart by their UTF-8
/// bytes: `é` as one character and as two are two keys. What a type of backend guarantees beyond this (durability,
/// order, whether a put of several keys is atomic) is in its own documentation.
///
/// Every call of a store outside the process has a deadline, and ends early with `CancellationError` when its task is
/// cancelled; whether a put or delete was done is then not known. Calls run where their caller runs, so a backend that
/// answers from memory does not suspend it.
public protocol Backend: Sendable {
    /// Stores values in a node; keys that are not named keep theirs.
    ///
    /// - Parameters:
    ///   - namespace: the node's name
    ///   - values: what to store by key
    /// - Throws: `BackendError` when the store cannot be reached or refuses.
    nonisolated(nonsending) func put(_ namespace: String, _ values: [String: Scalar]) async throws

    /// The value under one key, or nil.
    ///
    /// - Throws: `BackendError` when the store cannot be reached.
    nonisolated(nonsending) func get(_ namespace: String, _ key: String) async throws -> Scalar?

    /// A whole node: every key with its value; empty where there is none.
    ///
    /// Of keys that differ only in how they compose the same characters, the dictionary has one.
    ///
    /// - Throws: `BackendError` when the store cannot be reached.
    nonisolated(nonsending) func get(_ namespace: String) async throws -> [String: Scalar]

    /// Removes one key.
    ///
    /// - Returns: whether there was a value.
    /// - Throws: `BackendError` when the store cannot be reached.
    nonisolated(nonsending) func delete(_ namespace: String, _ key: String) async throws -> Bool

    /// A page of a node's keys in ascending order of their UTF-8 bytes.
    ///
    /// - Parameters:
    ///   - namespace: the node's name
    ///   - after: the last key of the page before, or nil for the first page
    ///   - limit: the most keys to return
    /// - Returns: the keys; fewer than `limit` only on the last page.
    /// - Throws: `BackendError` when the store cannot be reached.
    nonisolated(nonsending) func keys(_ namespace: String, after: String?, limit: Int) async throws -> [String]

    /// Listens to a node: every put and delete that follows this call's return, those of this process included.
    ///
    /// A put of several keys is one change a key. A value put again may be told again or not.
    ///
    /// - Throws: `BackendError` when the store cannot be reached, or cannot tell of changes.
    nonisolated(nonsending) func changes(_ namespace: String) async throws -> Changes
}

extension Backend {
    /// Stores values of a type that a backend can hold, such as `[key: "text"]` or `[key: 1]`.
    ///
    /// - Throws: `BackendError` when the store cannot be reached or refuses.
    nonisolated(nonsending) public func put<V: ScalarConvertible>(
        _ namespace: String, _ values: [String: V]
    ) async throws {
        try await put(namespace, values.mapValues(\.scalar))
    }

    /// Refuses, for a store that cannot tell of changes.
    ///
    /// - Throws: `BackendError`, always.
    nonisolated(nonsending) public func changes(_ namespace: String) async throws -> Changes {
        throw BackendError("this backend does not tell of changes", reason: .unsupported)
    }
}
