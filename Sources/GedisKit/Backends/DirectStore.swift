/// A store as the commands use it that every server has: what need not wait is done on the calling thread.
package protocol DirectStore: AnyObject, Sendable {
    /// Reads a value on the calling thread, where it has to wait for nobody.
    ///
    /// - Returns: the value, or null where there is none; nil where it has to be asked for by `get`.
    /// - Throws: what `get` throws.
    func valueAtOnce(_ namespace: String, _ key: String) throws -> Scalar??

    /// Begins to read values that are asked for together. `end` has to follow, on the same thread.
    ///
    /// - Returns: the reads; nil where each value is read by itself, by `valueAtOnce`.
    /// - Throws: what `get` throws.
    func beginReads() throws -> (any SharedReads)?

    /// Whether `putAtOnce` stores values.
    var putsAtOnce: Bool { get }

    /// Stores a value on the calling thread, where `putsAtOnce`.
    func putAtOnce(_ namespace: String, _ key: String, _ value: Scalar)

    /// What collects writes that are sent together; nil where each is done by itself.
    var batchedWrites: (any BatchedWrites)? { get }
}

extension DirectStore {
    package func valueAtOnce(_ namespace: String, _ key: String) throws -> Scalar?? { nil }
    package func beginReads() throws -> (any SharedReads)? { nil }
    package var putsAtOnce: Bool { false }
    package func putAtOnce(_ namespace: String, _ key: String, _ value: Scalar) {}
    package var batchedWrites: (any BatchedWrites)? { nil }
}

/// Collects writes until they are done together.
package protocol BatchedWrites: AnyObject, Sendable {
    /// Adds a put; `flush` has to follow.
    func add(_ namespace: String, _ key: String, _ value: Scalar) -> BegunWrite

    /// Begins to do what was added.
    func flush()
}

/// A backend whose store may be another one with each call.
package protocol DirectBackend: Backend {
    /// The store that calls go to now.
    var store: any DirectStore { get }
}
