/// Where and for whom a server speaks HTTP and WebSocket.
public struct WebConfiguration: Sendable, Hashable {
    /// The host name or address to listen on.
    public var host: String
    /// The TCP port; 0 takes a free one.
    public var port: Int
    /// How many event loops serve the connections, besides the threads that serve RESP.
    public var threads = 1
    /// The origins whose pages may call, such as `https://app.example.org`, besides the server's own.
    public var origins: [String] = []
    /// The names by which the server is reached, besides `localhost`, addresses and `host`.
    public var hosts: [String] = []
    /// Whether other machines may be served without TLS.
    public var isPlainTextAllowed = false

    /// Listens at an address.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Whether only this machine can connect.
    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
