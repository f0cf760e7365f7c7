public import GedisSettings

/// A server, as its file defines it.
public struct ServerDefinition: InstanceDefinition {
    /// The host name or address to listen on.
    public var addr = HostName.local
    /// The TCP port; 0 for one that is free.
    public var port = 9900
    /// Whether connections are encrypted.
    public var ssl = false
    /// The name of the backend instance that commands get as `dbclient`; empty for none.
    public var dbclientInstance = ""
    /// The passwords of the default user, of which each is taken; none where nothing is asked for.
    public var passwords: [Secret] = []
    /// The users besides the default one.
    public var users: [UserDefinition] = []
    /// What is said of its namespaces.
    public var namespaces: [NamespaceDefinition] = []
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
    /// The name of the template whose keys hold where the server's file says nothing; empty for none.
    public var extends = ""
    /// Which connections come through proxies.
    public var proxy = ProxySettings()
    /// The limits of its clients.
    public var limits = ServerLimits()
    /// Where and for whom it speaks HTTP and WebSocket.
    public var web = WebSettings()
    /// What it reports to whoever runs it.
    public var reporting = ReportingSettings()

    /// The first of the default user's passwords; empty where there is none.
    public var password: Secret { passwords.first ?? Secret() }

    static let kind = InstanceKind.server

    /// A server with the defaults.
    public init() {}

    static let schema =
        addressSchema
        + ProxySettings.settings.map { Field($0, of: \.proxy) }
        + WebSettings.settings.map { Field($0, of: \.web) }
        + ServerLimits.settings.map { Field($0, of: \.limits) }
        + ReportingSettings.settings.map { Field($0, of: \.reporting) }

    private static let addressSchema: [Field<ServerDefinition>] = [
        Field("addr", \.addr, .host, "host name or address to listen on", .restart),
        Field("port", \.port, .port(.portsOrZero), "TCP port; 0 for a free one", .restart),
        Field("ssl", \.ssl, .boolean, "encrypt connections with the server's certificate", .restart),
        Field(
            "dbclient_instance", \.dbclientInstance, .reference(to: .backend), "backend that commands get", .restart),
        Field(
            secrets: "password", \.passwords, "what clients must say in AUTH, or a list of which each is taken", .reload
        ),
        Field(path: "unixsocket", \.unixsocket, "Unix socket to listen on too", .restart),
        Field("unixsocket_mode", \.unixsocketMode, .octalMode, "that socket's permissions", .restart),
        Field(path: "cert", \.cert, "certificate; empty for tls/cert.pem in the server's folder", .restart),
        Field(
            path: "key", \.key, "the certificate's key; empty for tls/key.pem in the server's folder", .restart),
        Field(
            path: "client_ca", \.clientCA,
            "CA of client certificates, whose common names are users; empty for none", .restart),
        Field("threads", \.threads, .count(0...1024), "threads that serve connections; 0 for one a core", .restart),
        Field(
            LayerReader.key, \.extends, .template, "template/NAME.yaml, which holds where this file says nothing",
            .reload),
    ]

    static let groups = [
        FieldGroup("users", "NAME", \ServerDefinition.users, check: UserDefinition.check),
        FieldGroup("namespaces", "NAME", \ServerDefinition.namespaces, check: NamespaceDefinition.check),
    ]
}

extension ServerDefinition {
    /// What makes a server that runs take a key over, be the key right or wrong.
    public static func activation(of key: String) -> SettingInfo.Activation {
        let group = groups.first { key == $0.name || key.hasPrefix($0.name + ".") }
        let fields = group?.fields(group?.placeholder ?? "") ?? schema.filter { $0.info.name == key }
        return fields.first?.info.activation ?? .restart
    }
}
