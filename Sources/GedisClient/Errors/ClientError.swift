/// Why a server could not be called: everything that goes wrong but for error replies, which are `CommandError`.
public struct ClientError: Error, Sendable {
    /// What kind of failure it is.
    public var code: Code
    /// What happened and at which address, as a sentence without its full stop.
    public var message: String
    /// The error beneath, where there is one; for `tlsFailed` a `TLSFailure`.
    public var cause: (any Error)?

    /// Describes a failure.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }
}

extension ClientError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}

extension ClientError {
    /// The kinds of failure. More may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case couldNotConnect, tlsFailed, authenticationRefused, timedOut, connectionClosed, protocolError
        }

        private let kind: Kind

        private init(_ kind: Kind) { self.kind = kind }

        /// Nothing listens there, or the address does not exist.
        public static let couldNotConnect = Code(.couldNotConnect)
        /// The connection could not be encrypted, or the server not verified.
        public static let tlsFailed = Code(.tlsFailed)
        /// The server did not accept the password, or asks for one.
        public static let authenticationRefused = Code(.authenticationRefused)
        /// The server did not answer in time.
        public static let timedOut = Code(.timedOut)
        /// The connection ended before the reply.
        public static let connectionClosed = Code(.connectionClosed)
        /// A request or a reply is not what the Redis protocol allows.
        public static let protocolError = Code(.protocolError)

        /// The name of the kind, such as `timedOut`.
        public var description: String { kind.rawValue }
    }
}
