/// Where and for whom a server speaks HTTP and WebSocket.
public struct WebSettings: Sendable, Hashable {
    /// The TCP port, 0 for one that is free; nil for none.
    public var port: Int?
    /// The origins whose pages may call, such as `https://app.example.org`, besides the server's own.
    public var origins: [String] = []
    /// The names by which the server is reached, besides `localhost`, addresses and its `addr`.
    public var hosts: [String] = []
    /// Whether other machines may be served without TLS.
    public var insecure = false
    /// Whether connections begin with a header of the PROXY protocol; from where they may come then, `ProxySettings` says.
    public var isProxied = false
    /// How many event loops serve HTTP and WebSocket.
    public var threads = 1
    /// Whether commands are tools of the Model Context Protocol too.
    public var mcp = false
    /// Whether peers of GUN are served, and keep their graph in the server's backend.
    public var gun = false
    /// The path of the WebSocket for them.
    public var gunPath = "/gun"
    /// Other servers of GUN to sync the graph with.
    public var gunPeers: [GunPeer] = []

    /// What holds where nothing is said.
    public init() {}
}

extension WebSettings: SettingGroup {
    package static let prefix = "web."

    package static let settings: [SettingDefinition<WebSettings>] = [
        .init(
            "port", \.port, .optionalPort, "TCP port of HTTP and WebSocket; 0 for a free one, empty for none", .restart),
        .init(
            "origins", \.origins, SettingFormat.origin.list,
            "pages that may call, such as https://example.org, besides its own", .restart),
        .init("hosts", \.hosts, SettingFormat.host.list, "names by which browsers reach it, besides addr", .restart),
        .init("insecure", \.insecure, .boolean, "serve other machines without TLS", .restart),
        .init(
            "proxy_protocol", \.isProxied, .boolean, "connections of the web's port begin with the PROXY protocol",
            .restart),
        .init("threads", \.threads, .count(1...1024), "threads that serve HTTP and WebSocket", .restart),
        .init("mcp", \.mcp, .boolean, "serve commands as tools for agents (MCP), at /mcp", .restart),
        .init("gun", \.gun, .boolean, "be a peer of gun.js too, whose graph the backend keeps", .restart),
        .init("gun_path", \.gunPath, .urlPath, "path of the WebSocket for gun.js", .restart),
        .init(
            "gun_peers", \.gunPeers, SettingFormat.gunPeer.list,
            "other servers of GUN to sync the graph with, as ws://host:8765/gun or, as a client says, wss://CLIENT@host/gun",
            .restart),
    ]
}
