/// What a server reports to whoever runs it.
public struct ReportingSettings: Sendable, Hashable {
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
    /// The TCP port on which Prometheus finds metrics; 0 for none.
    public var metricsPort = 0

    /// From which time on a command is kept in the slow log; nil for none.
    package var slowlogThreshold: Duration? { slowlogMilliseconds == 0 ? nil : .milliseconds(slowlogMilliseconds) }

    /// What holds where nothing is said.
    public init() {}
}

extension ReportingSettings: SettingGroup {
    package static let settings: [SettingDefinition<ReportingSettings>] = [
        .init("log_level", \.logLevel, .choice(), "from which level on events are logged", .reload),
        .init("log_format", \.logFormat, .choice(), "how they are: text for people, json for programs", .reload),
        .init(
            "slowlog_milliseconds", \.slowlogMilliseconds, .count(0...3_600_000),
            "how slow a command must be for SLOWLOG; 0 for none", .restart),
        .init(
            "metrics_port", \.metricsPort, .port(.portsOrZero),
            "TCP port of metrics for Prometheus; 0 for none", .reload),
    ]
}
