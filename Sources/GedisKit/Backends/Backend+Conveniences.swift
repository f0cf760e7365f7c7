/// Shorter ways to say what a backend does.
extension Backend {
    /// Stores values of a type that a backend can hold, such as `[key: "text"]` or `[key: 1]`.
    ///
    /// - Throws: `BackendError` when the store cannot be reached or refuses.
    nonisolated(nonsending) public func put<V: ScalarConvertible>(
        _ namespace: String, _ values: [String: V]
    ) async throws {
        try await put(namespace, values.mapValues { $0.scalar })
    }

    /// Stores values of a type that a backend can hold, which expire after a time.
    ///
    /// - Throws: `BackendError` when the store cannot be reached, refuses, or has no expiry.
    nonisolated(nonsending) public func put<V: ScalarConvertible>(
        _ namespace: String, _ values: [String: V], expiresIn lifetime: Duration
    ) async throws {
        try await put(namespace, values.mapValues { $0.scalar }, expiresIn: lifetime)
    }

    /// Stores a value under a key that has none, in one step.
    ///
    /// - Returns: whether the key had none, and so the value was stored.
    /// - Throws: `BackendError` when the store cannot be reached, refuses the value or cannot compare (`unsupported`).
    nonisolated(nonsending) public func putIfAbsent<V: ScalarConvertible>(
        _ namespace: String, _ key: String, _ value: V, expiresIn lifetime: Duration? = nil
    ) async throws -> Bool {
        try await compareAndSet(namespace, key, from: nil, to: value.scalar, expiresIn: lifetime)
    }

    /// Adds to a counter that does not expire, in one step: whoever else counts at the same time, no increment is lost.
    ///
    /// - Returns: the new value.
    /// - Throws: `BackendError` when the value is no whole number, and when the store cannot be reached or cannot count.
    nonisolated(nonsending) public func increment(
        _ namespace: String, _ key: String, by amount: Int = 1
    ) async throws -> Int {
        try await increment(namespace, key, by: amount, expiresIn: nil)
    }

    /// Adds one to a counter that is gone some time after its first increment, in one step.
    ///
    /// - Returns: the new value.
    /// - Throws: `BackendError` when the value is no whole number, and when the store cannot be reached or cannot count.
    nonisolated(nonsending) public func increment(
        _ namespace: String, _ key: String, expiresIn lifetime: Duration
    ) async throws -> Int {
        try await increment(namespace, key, by: 1, expiresIn: lifetime)
    }

    /// Replaces a value in one step by one that does not expire, if it still is what the caller knows.
    ///
    /// - Parameters:
    ///   - namespace: the node's name
    ///   - key: the value's key
    ///   - old: what must be there, type and value; nil for nothing
    ///   - new: what to store; nil to delete the key
    /// - Returns: whether it was replaced.
    /// - Throws: `BackendError` when the store cannot be reached, refuses the value or cannot compare (`unsupported`).
    nonisolated(nonsending) public func compareAndSet(
        _ namespace: String, _ key: String, from old: Scalar?, to new: Scalar?
    ) async throws -> Bool {
        try await compareAndSet(namespace, key, from: old, to: new, expiresIn: nil)
    }

    /// Replaces a value in one step, if it still is what the caller knows.
    ///
    /// - Parameters:
    ///   - namespace: the node's name
    ///   - key: the value's key
    ///   - old: what must be there; nil for nothing
    ///   - new: what to store; nil to delete the key
    ///   - lifetime: after which time the new value is gone; nil for never
    /// - Returns: whether it was replaced.
    /// - Throws: `BackendError` when the store cannot be reached, refuses the value or cannot compare (`unsupported`).
    nonisolated(nonsending) public func compareAndSet<V: ScalarConvertible>(
        _ namespace: String, _ key: String, from old: V?, to new: V?, expiresIn lifetime: Duration? = nil
    ) async throws -> Bool {
        try await compareAndSet(namespace, key, from: old?.scalar, to: new?.scalar, expiresIn: lifetime)
    }

    /// A page of a node's entries whose keys begin with a prefix, in ascending order of the keys' UTF-8 bytes.
    ///
    /// A page is not one moment of the store: what is put and deleted while it is read may be in it or not.
    ///
    /// - Parameters:
    ///   - namespace: the node's name
    ///   - prefix: what the keys begin with, byte by byte; empty for all entries
    ///   - after: the cursor of the page before, or nil for the first page
    ///   - limit: the most entries to return
    /// - Returns: the entries, with the cursor for the page after them.
    /// - Throws: `BackendError` when the store cannot be reached.
    nonisolated(nonsending) public func entries(
        _ namespace: String, prefix: String = "", after: String? = nil, limit: Int = 100
    ) async throws -> EntryPage {
        let keys = try await keys(namespace, prefix: prefix, after: after, limit: limit)
        guard !keys.isEmpty else { return EntryPage(entries: [], next: nil) }
        var entries: [EntryPage.Entry] = []
        if Set(keys).count == keys.count {
            let values = try await get(namespace, keys)
            entries = keys.compactMap { key in values[key].map { EntryPage.Entry(key: key, value: $0) } }
        } else {
            // Keys that differ only in how they compose the same characters are one to a dictionary.
            for key in keys {
                if let value = try await get(namespace, key) { entries.append(EntryPage.Entry(key: key, value: value)) }
            }
        }
        return EntryPage(entries: entries, next: keys.count < limit ? nil : keys.last)
    }
}
