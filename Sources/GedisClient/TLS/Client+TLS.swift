extension Client {
    /// How to encrypt a connection. The server's certificate and name are always verified.
    public struct TLS: Hashable, Sendable {
        /// Whose signature makes a server's certificate good.
        public var trustRoots: TrustRoots
        /// The name that the server's certificate has to be for; nil for the host of the endpoint. A Unix socket has
        /// no host, so it needs a name.
        public var serverName: String?
        /// What this client shows where the server asks for a certificate.
        public var identity: Identity?

        /// Describes how to encrypt.
        public init(trustRoots: TrustRoots = .system, serverName: String? = nil, identity: Identity? = nil) {
            self.trustRoots = trustRoots
            self.serverName = serverName
            self.identity = identity
        }
    }
}

extension Client.TLS {
    /// Whom to trust.
    public enum TrustRoots: Hashable, Sendable {
        /// The authorities that the operating system trusts.
        case system
        /// The certificates in a PEM file and no others: authorities, or a server's own where it is self-signed.
        case file(path: String)
    }

    /// A certificate of one's own.
    public struct Identity: Hashable, Sendable {
        /// The path of a PEM file: the certificate, then those between it and an authority.
        public var certificate: String
        /// The path of the PEM file with its key, which must not be encrypted.
        public var key: String

        /// Names the files.
        public init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }
}
