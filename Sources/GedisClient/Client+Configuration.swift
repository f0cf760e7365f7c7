public import GedisKit

extension Client {
    /// How to connect.
    public struct Configuration: Sendable {
        /// How to encrypt; nil for a connection in the clear.
        public var tls: TLS?
        /// Who authenticates, where the server knows more than one user.
        public var username: String?
        /// What to authenticate with, by `AUTH`; nil to do without.
        public var password: String?
        /// The protocol version to ask for. RESP2 asks for nothing, because every connection starts with it.
        public var version: ReplyWriter.Version
        /// How long connecting may take in all: name lookup, TLS handshake and authentication included.
        public var connectTimeout: Duration
        /// How long a call may wait for its reply; nil for as long as it takes. A call that waited longer closes the
        /// connection, because its reply could not be distinguished from that of the next.
        public var callTimeout: Duration?

        /// Describes how to connect.
        public init(
            tls: TLS? = nil, username: String? = nil, password: String? = nil,
            version: ReplyWriter.Version = .resp2, connectTimeout: Duration = .seconds(5), callTimeout: Duration? = nil
        ) {
            self.tls = tls
            self.username = username
            self.password = password
            self.version = version
            self.connectTimeout = connectTimeout
            self.callTimeout = callTimeout
        }
    }
}
