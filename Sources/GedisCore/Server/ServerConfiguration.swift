public import GedisSettings

/// What a server is made with.
public struct ServerConfiguration: Sendable {
    /// The instance's name, for messages and `INFO`.
    public var name: String
    /// Where clients connect.
    public var endpoints: [Endpoint]
    /// The certificate that TCP connections are served with; nil for no TLS. Unix sockets never use it.
    public var certificate: Certificate?
    /// What clients have to say before they may call as the user `default`; nil where they need not. Without a password,
    /// nobody is `default` where there are `users`, and else, where clients are asked for certificates, whoever shows one.
    public var password: String? {
        get { passwords.first }
        set { passwords = newValue.map { [$0] } ?? [] }
    }
    /// The passwords of the user `default`, of which each is taken: for a change of it without an outage.
    public var passwords: [String] = []
    /// Who else may call, and what.
    public var users: [User] = []
    /// A Unix socket for whoever runs the server, with the commands given as `operatorCommands`; nil for none.
    public var controlSocket: String?
    /// How many event loops serve the connections.
    public var threads: Int
    /// Which connections come through proxies that say where their clients are.
    public var proxy = ProxySettings()
    /// How much of the server clients may take.
    public var limits = ServerLimits()
    /// A call that takes as long is kept in the slow log; nil for none.
    public var slowlogThreshold = ReportingSettings().slowlogThreshold

    /// Describes a server.
    public init(
        name: String, endpoints: [Endpoint], certificate: Certificate? = nil, password: String? = nil,
        controlSocket: String? = nil, threads: Int = 1
    ) {
        self.name = name
        self.endpoints = endpoints
        self.certificate = certificate
        self.passwords = password.map { [$0] } ?? []
        self.controlSocket = controlSocket
        self.threads = threads
    }

    /// A place to listen at.
    public enum Endpoint: Sendable, Hashable {
        /// A host name or address and a port; port 0 takes a free one. `localhost` is both 127.0.0.1 and ::1.
        case tcp(host: String, port: Int)
        /// A socket in the file system, with its permission bits.
        case unix(path: String, mode: UInt32)
    }

    /// PEM files for TLS.
    public struct Certificate: Sendable {
        /// The certificate, with those that lead to its root behind it.
        public var chain: String
        /// Its private key.
        public var key: String
        /// The certificates that clients' certificates have to lead to, whose common names are users; nil where clients
        /// are not asked for any.
        public var clientAuthorities: String?

        /// Names the files.
        public init(chain: String, key: String, clientAuthorities: String? = nil) {
            self.chain = chain
            self.key = key
            self.clientAuthorities = clientAuthorities
        }
    }

    /// Somebody who may call.
    public struct User: Sendable, Hashable {
        /// The name that `AUTH` takes.
        public var name: String
        /// The password that goes with it; nil where only a certificate lets them in.
        public var password: String? {
            get { passwords.first }
            set { passwords = newValue.map { [$0] } ?? [] }
        }
        /// The passwords that go with it, of which each is taken: for a change of it without an outage.
        public var passwords: [String] = []
        /// What may be called: patterns such as `system.*` and `-system.set`, of which the last that fits decides.
        public var commands: [String]
        /// How often the namespaces' commands may be called.
        public var rates: [RateRule]
        /// What may be read over GUN: patterns of souls such as `app/*` and `-app/private`, of which the last that fits
        /// decides.
        public var gunRead: [String] = []
        /// What may be written over GUN, as patterns of the same kind.
        public var gunWrite: [String] = []

        /// Describes somebody.
        public init(name: String, password: String?, commands: [String] = ["*"], rates: [RateRule] = []) {
            self.name = name
            self.passwords = password.map { [$0] } ?? []
            self.commands = commands
            self.rates = rates
        }
    }
}
