/// How much of what a server has its clients may take. Sizes are bytes; a time that is nil never ends.
public struct ServerLimits: Sendable, Hashable {
    /// How many clients may be connected at once.
    public var maxConnections = 10_000
    /// How large a request may be: all the bytes that are sent of it, over HTTP those of its body and over WebSocket
    /// those of a message. Arguments of less than 100 bytes are not counted where each of them has a length of its own:
    /// `maxArguments` bounds those.
    public var maxRequestSize = 512 << 20
    /// How many arguments a request may have, the command's name among them.
    public var maxArguments = 1 << 20
    /// How much a client may send ahead while a command of its own still runs; it is not read from beyond that.
    public var backlogLimit = 1 << 20
    /// How much may wait for a client that doesn't read its replies; it is closed beyond that.
    public var outputLimit = 512 << 20
    /// How much may wait for a client that subscribes and doesn't read; it is closed beyond that.
    public var subscriberLimit = 8 << 20
    /// How long a client may say nothing.
    public var idleTimeout: Duration?
    /// How long a client may take for TLS and for saying who it is.
    public var handshakeTimeout: Duration? = .seconds(10)
    /// After how long a silence a client over TCP is asked whether it is still there.
    public var tcpKeepalive: Duration? = .seconds(300)
    /// How long an asynchronous command may run.
    public var commandTimeout: Duration?
    /// How often the namespaces' commands may be called, by all clients together.
    public var rates: [RateRule] = []
    /// How long the `init` of a namespace that a server of the config repo loads may take.
    public var initTimeout = Duration.seconds(30)
    /// How long a server that stops waits for commands that run.
    public var shutdownTimeout = Duration.seconds(10)

    /// The limits that hold where nothing is said.
    public init() {}
}

extension ServerLimits: SettingGroup {
    package static let settings: [SettingDefinition<ServerLimits>] = [
        .init("max_connections", \.maxConnections, .count(1...1_000_000), "clients at once", .reload),
        .init(
            "max_request_size", \.maxRequestSize, .size(sizes), "the largest request, all its bytes together", .reload),
        .init("max_arguments", \.maxArguments, .count(1...(1 << 24)), "the most arguments of a request", .reload),
        .init(
            "backlog_limit", \.backlogLimit, .size(sizes), "what a client may send behind a running command", .reload),
        .init("output_limit", \.outputLimit, .size(sizes), "what may wait for a client that does not read", .reload),
        .init("subscriber_limit", \.subscriberLimit, .size(sizes), "the same for a client that subscribes", .reload),
        .init(
            "idle_timeout", \.idleTimeout, .secondsOrForever(atMost: 31_536_000),
            "how long a client may be silent; 0 for ever", .reload),
        .init(
            "handshake_timeout", \.handshakeTimeout, .secondsOrForever(atMost: 3600),
            "how long TLS, AUTH and a request over HTTP may take; 0 for ever", .reload),
        .init(
            "tcp_keepalive", \.tcpKeepalive, .secondsOrForever(atMost: 32_767),
            "after how long a silence TCP asks whether a client is still there; 0 for never", .reload),
        .init(
            "command_timeout", \.commandTimeout, .secondsOrForever(atMost: 86_400),
            "how long async commands may run; 0 for ever", .reload),
        .init(
            "rates", \.rates, .rates, "how often commands may be called, such as \"calc.*: 100/s burst 20\"", .reload),
        .init(
            "init_timeout", \.initTimeout, .seconds(1...3600), "how long the init of a namespace may take", .reload),
        .init(
            "shutdown_timeout", \.shutdownTimeout, .seconds(0...3600), "how long a stop waits for commands", .reload),
    ]

    private static let sizes = (1 << 10)...(16 << 30)
}
