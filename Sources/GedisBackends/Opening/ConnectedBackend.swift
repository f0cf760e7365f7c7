package import GedisKit

/// A backend with the life of its connection, as the program that owns it sees it.
package protocol ConnectedBackend: DirectStore, Backend {
    /// Where the store is, for people: `memory`, a file's path or a URL.
    var address: String { get }

    /// Whether it can be reached; nil for a store in this process or in a file.
    var availability: Availability? { get }

    /// Opens the store, or makes the first connection to it.
    ///
    /// The backend can be used whether or not this succeeded: it goes on trying, or tries again with each call, so
    /// that it recovers by itself when the store does. Until then calls throw what this throws.
    ///
    /// - Throws: `BackendError` that says why the store cannot be reached now.
    func connect() async throws(BackendError)

    /// Probes the store: that it answers, and is fit to be written.
    ///
    /// - Returns: what was found, in one line for people.
    /// - Throws: `BackendError` that says what is wrong.
    func check() async throws -> String

    /// Ends the connection, the calls that wait and all sequences of changes. Later calls of a store outside the process fail.
    func close() async
}

extension ConnectedBackend {
    package var availability: Availability? { nil }
}
