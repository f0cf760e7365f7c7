/// A server, as its file defines it.
public struct ServerDefinition: InstanceDefinition {
    /// The host name or address to listen on.
    public var addr = "localhost"
    /// The TCP port; 0 for one that is free.
    public var port = 9900
    /// Whether connections are encrypted.
    public var ssl = false
    /// The name of the backend instance that commands get as `dbclient`; empty for none.
    public var dbclientInstance = ""
    /// What clients must say before anything else; empty for nothing.
    public var password = Secret()
    /// Those who may use the server besides whoever says its password.
    public var users: [UserDefinition] = []
    /// The absolute path of a Unix socket to listen on too; empty for none.
    public var unixsocket = ""
    /// That socket's permissions.
    public var unixsocketMode = 0o700
    /// The absolute path of the certificate; empty for `tls/cert.pem` in the server's folder.
    public var cert = ""
    /// The absolute path of the certificate's key; empty for `tls/key.pem` in the server's folder.
    public var key = ""
    /// The absolute path of the certificate that clients' certificates are checked against, whose common name then is
    /// the user; empty where clients needn't show one.
    public var clientCA = ""
    /// How many threads serve connections; 0 for one a core.
    public var threads = 0
    /// What its clients may take.
    public var limits = ServerLimits()
    /// Where and for whom it speaks HTTP and WebSocket.
    public var web = ServerWeb()
    /// What it tells whoever runs it.
    public var reporting = ServerReporting()

    static let kind = InstanceKind.server

    /// A server with the defaults.
    public init() {}

    static let schema = addressSchema + webSchema + limitSchema + reportingSchema

    private static let addressSchema: [Field<ServerDefinition>] = [
        Field("addr", \.addr, .host, "host name or address to listen on"),
        Field("port", \.port, .port(0...65535), "TCP port; 0 for a free one"),
        Field("ssl", \.ssl, .boolean, "encrypt connections with the server's certificate"),
        Field("dbclient_instance", \.dbclientInstance, .reference(to: .backend), "backend that commands get"),
        Field(secret: "password", \.password, "what clients must say in AUTH; empty for nothing"),
        Field(path: "unixsocket", \.unixsocket, "Unix socket to listen on too"),
        Field("unixsocket_mode", \.unixsocketMode, .octalMode, "that socket's permissions"),
        Field(path: "cert", \.cert, "certificate; empty for tls/cert.pem in the server's folder"),
        Field(path: "key", \.key, "the certificate's key; empty for tls/key.pem in the server's folder"),
        Field(path: "client_ca", \.clientCA, "CA of client certificates, whose common names are users; empty for none"),
        Field("threads", \.threads, .count(0...1024), "threads that serve connections; 0 for one a core"),
    ]

    static let groups = [FieldGroup("users", "NAME", \ServerDefinition.users, check: UserDefinition.check)]
}

extension ServerDefinition {
    /// Whether a server that runs takes a key over when it reads its definition again. Others hold from its start to its
    /// end.
    public static func isReloadable(_ key: String) -> Bool {
        key.hasPrefix("users.") || key == "password" || key.hasPrefix("log_")
            || limitSchema.contains { $0.info.name == key }
    }
}
