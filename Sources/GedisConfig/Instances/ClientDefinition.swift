internal import GedisSettings

/// A client of a server, as its file defines it.
public struct ClientDefinition: InstanceDefinition {
    /// The server's host name or address.
    public var addr = HostName.local
    /// The server's TCP port.
    public var port = ServerDefinition().port
    /// Whether the connection is encrypted.
    public var ssl = false
    /// The user whom the client names in AUTH; empty for the server's default user.
    public var user = ""
    /// The password that the client sends in AUTH; empty for none.
    public var password = Secret()
    /// The absolute path of the server's Unix socket, which is taken instead of address and port; empty for none.
    public var unixsocket = ""
    /// Whether the client presents its own key and certificate.
    public var sslkey = false
    /// The absolute path of the certificate that is trusted; empty for the one that lies in the repo, else the system's.
    public var ca = ""

    static let kind = InstanceKind.client

    /// A client with the defaults.
    public init() {}

    static let schema: [Field<ClientDefinition>] = [
        Field("addr", \.addr, .host, "the server's host name or address"),
        Field("port", \.port, .port(.ports), "the server's TCP port"),
        Field("ssl", \.ssl, .boolean, "encrypt the connection"),
        Field("user", \.user, .text, "who to be in AUTH; empty for the default user"),
        Field(secret: "password", \.password, "what to say in AUTH; empty for nothing"),
        Field(path: "unixsocket", \.unixsocket, "the server's Unix socket, instead of address and port"),
        Field("sslkey", \.sslkey, .boolean, "present tls/key.pem and tls/cert.pem of the client's folder"),
        Field(path: "ca", \.ca, "certificate to trust; empty for tls/ca.pem, the server's, or the system's"),
    ]
}

extension ClientDefinition {
    /// The client of a server on the same machine: its address, socket, password and encryption.
    init(of server: ServerDefinition) {
        addr = HostName.isWildcard(server.addr) ? HostName.local : server.addr
        port = server.port
        ssl = server.ssl
        password = server.password
        unixsocket = server.unixsocket
    }
}
