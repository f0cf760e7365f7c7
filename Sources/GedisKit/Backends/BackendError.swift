/// Why a backend could not do what it was asked. Clients see `BACKEND <message>`.
public struct BackendError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What failed, with the backend's name and address, such as `main: connection refused (127.0.0.1:6379)`.
    public var message: String
    /// What kind of failure it was, for code that acts on it.
    public var reason: Reason

    /// Says what failed.
    ///
    /// - Parameters:
    ///   - message: what failed, with the backend's name and address
    ///   - reason: the kind of failure
    public init(_ message: String, reason: Reason = .failed) {
        self.message = message
        self.reason = reason
    }

    /// The message.
    public var description: String { message }
}

extension BackendError {
    /// A kind of failure. New ones may be added.
    public struct Reason: Hashable, Sendable, CustomStringConvertible {
        /// The kind in one or two words.
        public let description: String

        /// The store could not be reached, or the connection to it was lost. A later call may succeed.
        public static let unreachable = Reason(description: "unreachable")
        /// No answer came in time. Whether a put or delete was done is not known.
        public static let timedOut = Reason(description: "timed out")
        /// The store cannot hold the value, key or namespace, or refused the write. Trying again does not help.
        public static let refused = Reason(description: "refused")
        /// Changes were lost: a listener read them too slowly, or the connection on which they came broke.
        public static let lagged = Reason(description: "lagged")
        /// The store cannot do this at all.
        public static let unsupported = Reason(description: "unsupported")
        /// Any other failure, such as a full disk or a damaged file.
        public static let failed = Reason(description: "failed")
    }
}

extension BackendError.Reason {
    /// The kind that is described so.
    package init(described text: String) { self.init(description: text) }
}
