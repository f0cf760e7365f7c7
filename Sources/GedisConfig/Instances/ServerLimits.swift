/// How much of what a server has its clients may take. Sizes are bytes; times are seconds, and 0 is for ever.
public struct ServerLimits: Sendable, Hashable {
    /// How many clients may be connected at once.
    public var maxConnections = 10_000
    /// How large a request may be.
    public var maxRequestSize = 512 << 20
    /// How many arguments a request may have, the command's name among them.
    public var maxArguments = 1 << 20
    /// How much a client may send ahead while a command of its own still runs.
    public var backlogLimit = 1 << 20
    /// How much may wait for a client that doesn't read its replies.
    public var outputLimit = 512 << 20
    /// How much may wait for a client that subscribes and doesn't read.
    public var subscriberLimit = 8 << 20
    /// How long a client may say nothing.
    public var idleTimeout = 0
    /// How long a client may take for TLS and for saying who it is.
    public var handshakeTimeout = 10
    /// How long an asynchronous command may run.
    public var commandTimeout = 0
    /// How long a server that stops waits for commands that run.
    public var shutdownTimeout = 10

    /// The limits that hold where a definition says nothing.
    public init() {}
}

extension ServerDefinition {
    static let limitSchema: [Field<ServerDefinition>] = [
        Field("max_connections", \.limits.maxConnections, .count(1...1_000_000), "clients at once"),
        Field("max_request_size", \.limits.maxRequestSize, .size(sizes), "the largest request"),
        Field("max_arguments", \.limits.maxArguments, .count(1...(1 << 24)), "the most arguments of a request"),
        Field("backlog_limit", \.limits.backlogLimit, .size(sizes), "what a client may send behind a running command"),
        Field("output_limit", \.limits.outputLimit, .size(sizes), "what may wait for a client that does not read"),
        Field("subscriber_limit", \.limits.subscriberLimit, .size(sizes), "the same for a client that subscribes"),
        Field(
            "idle_timeout", \.limits.idleTimeout, .seconds(0...31_536_000),
            "how long a client may be silent; 0 for ever"),
        Field("handshake_timeout", \.limits.handshakeTimeout, .seconds(0...3600), "how long TLS and AUTH may take"),
        Field(
            "command_timeout", \.limits.commandTimeout, .seconds(0...86_400),
            "how long async commands may run; 0 for ever"
        ),
        Field("shutdown_timeout", \.limits.shutdownTimeout, .seconds(0...3600), "how long a stop waits for commands"),
    ]

    private static let sizes = (1 << 10)...(16 << 30)
}
