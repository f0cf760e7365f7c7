/// What a server tells whoever runs it.
public struct ServerReporting: Sendable, Hashable {
    /// What is worth a line in the log. The names are those of swift-log.
    public enum LogLevel: String, CaseIterable, Sendable {
        /// Every step.
        case trace
        /// What helps to find a mistake.
        case debug
        /// What an operator would ask about.
        case info
        /// What is unusual but no mistake.
        case notice
        /// What should be looked at.
        case warning
        /// What went wrong.
        case error
        /// What ends the server.
        case critical
    }

    /// How a line of the log is written.
    public enum LogFormat: String, CaseIterable, Sendable {
        /// For people.
        case text
        /// An object a line, for programs.
        case json
    }

    /// From which level on a line is written.
    public var logLevel = LogLevel.info
    /// How lines are written.
    public var logFormat = LogFormat.text
    /// How many milliseconds a command may take before it is kept in the slow log; 0 for no slow log.
    public var slowlogMilliseconds = 10
    /// The TCP port on which Prometheus finds figures; 0 for none.
    public var metricsPort = 0

    /// What is told where a definition says nothing.
    public init() {}
}

extension ServerDefinition {
    static let reportingSchema: [Field<ServerDefinition>] = [
        Field("log_level", \.reporting.logLevel, .choice(), "from which level on events are logged"),
        Field("log_format", \.reporting.logFormat, .choice(), "how they are: text for people, json for programs"),
        Field(
            "slowlog_milliseconds", \.reporting.slowlogMilliseconds, .count(0...3_600_000),
            "how slow a command must be for SLOWLOG; 0 for none"),
        Field(
            "metrics_port", \.reporting.metricsPort, .port(0...65535), "TCP port of figures for Prometheus; 0 for none"),
    ]
}
