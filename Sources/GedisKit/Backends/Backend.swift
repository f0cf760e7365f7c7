/// The store behind a server, handed to commands as `dbclient`.
///
/// Data lies in nodes, one a namespace; a node holds values by key. Keys and namespaces are distinguished by their UTF-8
/// bytes: `é` as one character and as two are two keys. What a type of backend guarantees beyond this (durability,
/// order, whether a put of several keys is atomic) is in its own documentation.
///
/// What a type cannot do throws a `BackendError` whose reason is `unsupported`: counting, comparing and expiry need a
/// store that does a read and a write in one step. A conformance may leave out everything after ``changes(_:)``.
///
/// A value may expire. From then on no call sees it. Its removal is reported as the change of a delete, soon after, by a
/// server that set the expiry or has begun to listen since; otherwise when the next call meets the key.
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
    /// A put of several keys is one change a key. A value put again may be reported again or not.
    ///
    /// - Throws: `BackendError` when the store cannot be reached, or cannot report changes.
    nonisolated(nonsending) func changes(_ namespace: String) async throws -> Changes

    /// Stores values in a node that expire after a time; keys that are not named keep theirs.
    ///
    /// A later put of the same key without a time makes it one that does not expire.
    ///
    /// - Parameters:
    ///   - namespace: the node's name
    ///   - values: what to store by key
    ///   - lifetime: after which time they are gone; above zero, whole milliseconds count
    /// - Throws: `BackendError` when the store cannot be reached, refuses, or has no expiry.
    nonisolated(nonsending) func put(
        _ namespace: String, _ values: [String: Scalar], expiresIn lifetime: Duration
    ) async throws

    /// The values under several keys; those without a value are left out.
    ///
    /// - Throws: `BackendError` when the store cannot be reached.
    nonisolated(nonsending) func get(_ namespace: String, _ keys: [String]) async throws -> [String: Scalar]

    /// Removes several keys.
    ///
    /// - Returns: how many of them had a value.
    /// - Throws: `BackendError` when the store cannot be reached.
    nonisolated(nonsending) func delete(_ namespace: String, _ keys: [String]) async throws -> Int

    /// A page of a node's keys that begin with a prefix, in ascending order of their UTF-8 bytes.
    ///
    /// - Parameters:
    ///   - namespace: the node's name
    ///   - prefix: what the keys begin with, byte by byte; empty for all keys
    ///   - after: the last key of the page before, or nil for the first page
    ///   - limit: the most keys to return
    /// - Returns: the keys; fewer than `limit` only on the last page.
    /// - Throws: `BackendError` when the store cannot be reached.
    nonisolated(nonsending) func keys(
        _ namespace: String, prefix: String, after: String?, limit: Int
    ) async throws -> [String]

    /// Adds to a counter in one step: whoever else counts at the same time, no increment is lost.
    ///
    /// A key without a value counts as 0. Text that is a whole number in plain decimal digits counts as that number.
    ///
    /// - Parameters:
    ///   - namespace: the node's name
    ///   - key: the counter's key
    ///   - amount: what to add; below zero to count down
    ///   - lifetime: after which time a counter that begins with this call is gone, nil for never; one that is there
    ///     already keeps its time
    /// - Returns: the new value.
    /// - Throws: `BackendError` when the value is no whole number, or the new one is beyond 64 bits (`refused`), and when
    ///   the store cannot be reached or cannot count (`unsupported`).
    nonisolated(nonsending) func increment(
        _ namespace: String, _ key: String, by amount: Int, expiresIn lifetime: Duration?
    ) async throws -> Int

    /// Replaces a value in one step, if it still is what the caller knows.
    ///
    /// - Parameters:
    ///   - namespace: the node's name
    ///   - key: the value's key
    ///   - old: what must be there, type and value; nil for nothing
    ///   - new: what to store; nil to delete the key
    ///   - lifetime: after which time the new value is gone; nil for never
    /// - Returns: whether it was replaced.
    /// - Throws: `BackendError` when the store cannot be reached, refuses the value or cannot compare (`unsupported`).
    nonisolated(nonsending) func compareAndSet(
        _ namespace: String, _ key: String, from old: Scalar?, to new: Scalar?, expiresIn lifetime: Duration?
    ) async throws -> Bool

    /// Decides anew when a key expires.
    ///
    /// - Parameters:
    ///   - namespace: the node's name
    ///   - key: the key
    ///   - lifetime: after which time from now it is gone; nil for never
    /// - Returns: whether there is a value.
    /// - Throws: `BackendError` when the store cannot be reached or has no expiry (`unsupported`).
    nonisolated(nonsending) func expire(
        _ namespace: String, _ key: String, in lifetime: Duration?
    ) async throws -> Bool

    /// How long a key has yet to live; nil where it does not expire or has no value.
    ///
    /// - Throws: `BackendError` when the store cannot be reached or has no expiry (`unsupported`).
    nonisolated(nonsending) func timeToLive(_ namespace: String, _ key: String) async throws -> Duration?
}
