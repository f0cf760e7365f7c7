/// What a server is told when it is made.
public struct ServerConfiguration: Sendable {
    /// The instance's name, for messages and `INFO`.
    public var name: String
    /// Where clients connect.
    public var endpoints: [Endpoint]
    /// The certificate that TCP connections are served with; nil for no TLS. Unix sockets never use it.
    public var certificate: Certificate?
    /// What clients have to say before they may call; nil where they need not.
    public var password: String?
    /// A Unix socket for whoever runs the server, with the commands given as `operatorCommands`; nil for none.
    public var controlSocket: String?
    /// How many event loops serve the connections.
    public var threads: Int
    /// How long a stop waits for calls that run and for clients to read their replies.
    public var shutdownTimeout: Duration

    /// Describes a server.
    public init(
        name: String, endpoints: [Endpoint], certificate: Certificate? = nil, password: String? = nil,
        controlSocket: String? = nil, threads: Int = 1, shutdownTimeout: Duration = .seconds(10)
    ) {
        self.name = name
        self.endpoints = endpoints
        self.certificate = certificate
        self.password = password
        self.controlSocket = controlSocket
        self.threads = threads
        self.shutdownTimeout = shutdownTimeout
    }

    /// A place to listen at.
    public enum Endpoint: Sendable, Hashable {
        /// A host name or address and a port; port 0 takes a free one. `localhost` is both 127.0.0.1 and ::1.
        case tcp(host: String, port: Int)
        /// A socket in the file system, with its permission bits.
        case unix(path: String, mode: UInt32)
    }

    /// PEM files for TLS.
    public struct Certificate: Sendable, Hashable {
        /// The certificate, with those that lead to its root behind it.
        public var chain: String
        /// Its private key.
        public var key: String

        /// Names the files.
        public init(chain: String, key: String) {
            self.chain = chain
            self.key = key
        }
    }
}
