import GedisConfig
import Logging
import Synchronization

/// What is logged and how, the same for all loggers of a process, so that a reload changes both while the server runs.
final class LogSettings: Sendable {
    private let reporting: Mutex<ServerReporting>
    private let override: Logger.Level?

    /// Logs as a definition says.
    ///
    /// - Parameters:
    ///   - reporting: what the definition says
    ///   - level: what the command line says, which no reload changes
    init(_ reporting: ServerReporting = ServerReporting(), level: Logger.Level? = nil) {
        self.reporting = Mutex(reporting)
        override = level
    }

    var level: Logger.Level { override ?? reporting.withLock { Logger.Level($0.logLevel) } }

    var format: ServerReporting.LogFormat { reporting.withLock { $0.logFormat } }

    /// Logs as another definition says from here on.
    func use(_ reporting: ServerReporting) { self.reporting.withLock { $0 = reporting } }

    /// A logger to standard error.
    func logger(_ label: String) -> Logger { Logger(label: label) { LineLogHandler(label: $0, settings: self) } }
}

extension Logger.Level {
    init(_ level: ServerReporting.LogLevel) {
        self =
            switch level {
            case .trace: .trace
            case .debug: .debug
            case .info: .info
            case .notice: .notice
            case .warning: .warning
            case .error: .error
            case .critical: .critical
            }
    }
}
