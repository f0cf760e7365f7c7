/// The store behind a server, handed to commands as `dbclient`.
///
/// Data lies in nodes, one a namespace; a node holds values by key.
public protocol Backend: Sendable {
    /// Stores values in a node; keys that are not named keep theirs.
    ///
    /// - Parameters:
    ///   - namespace: the node's name
    ///   - values: what to store by key
    /// - Throws: `BackendError` when the store cannot be reached or refuses.
    func put(_ namespace: String, _ values: [String: Scalar]) async throws

    /// The value under one key, or nil.
    ///
    /// - Throws: `BackendError` when the store cannot be reached.
    func get(_ namespace: String, _ key: String) async throws -> Scalar?

    /// A whole node: every key with its value; empty where there is none.
    ///
    /// - Throws: `BackendError` when the store cannot be reached.
    func get(_ namespace: String) async throws -> [String: Scalar]

    /// Removes one key.
    ///
    /// - Returns: whether there was a value.
    /// - Throws: `BackendError` when the store cannot be reached.
    func delete(_ namespace: String, _ key: String) async throws -> Bool

    /// A page of a node's keys in ascending order of their UTF-8 bytes.
    ///
    /// - Parameters:
    ///   - namespace: the node's name
    ///   - after: the last key of the page before, or nil for the first page
    ///   - limit: the most keys to return
    /// - Returns: the keys; fewer than `limit` only on the last page.
    /// - Throws: `BackendError` when the store cannot be reached.
    func keys(_ namespace: String, after: String?, limit: Int) async throws -> [String]
}

extension Backend {
    /// Stores values of a type that a backend can hold, such as `[key: "text"]` or `[key: 1]`.
    ///
    /// - Throws: `BackendError` when the store cannot be reached or refuses.
    public func put<V: ScalarConvertible>(_ namespace: String, _ values: [String: V]) async throws {
        try await put(namespace, values.mapValues(\.scalar))
    }
}

/// Why a backend could not do what it was asked. Clients see `BACKEND <message>`.
public struct BackendError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What failed, with the backend's name and address.
    public var message: String

    /// Says what failed.
    public init(_ message: String) { self.message = message }

    /// The message.
    public var description: String { message }
}
