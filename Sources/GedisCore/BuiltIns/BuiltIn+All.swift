extension BuiltIn {
    /// The commands that every server has of its own.
    static let all =
        connection + authentication + subscribing + transactions + server
        + [client, command, config, access, pubsub, slowLog, latency]
}
