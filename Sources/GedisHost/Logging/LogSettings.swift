package import GedisSettings
package import Logging
import Synchronization

/// What is logged and how, the same for all loggers of a process, so that a reload changes both while the server runs.
package final class LogSettings: Sendable {
    private let reporting: Mutex<ReportingSettings>
    private let override: Logger.Level?
    /// Writes a line, whose end is left out. A line that can't be written must not stop the server.
    let write: @Sendable (String) -> Void

    /// Logs as a definition says.
    ///
    /// - Parameters:
    ///   - reporting: what the definition says
    ///   - level: the least level that is logged, which no reload changes; nil for the definition's
    ///   - write: writes a line, whose end is left out, from any thread
    package init(
        _ reporting: ReportingSettings = ReportingSettings(), level: Logger.Level? = nil,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.reporting = Mutex(reporting)
        override = level
        self.write = write
    }

    var level: Logger.Level { override ?? reporting.withLock { Logger.Level($0.logLevel) } }

    var format: ReportingSettings.LogFormat { reporting.withLock { $0.logFormat } }

    /// Logs as another definition says from here on.
    func use(_ reporting: ReportingSettings) { self.reporting.withLock { $0 = reporting } }

    /// A logger with these settings.
    package func logger(_ label: String) -> Logger {
        Logger(label: label) { LineLogHandler(label: $0, settings: self) }
    }
}

extension Logger.Level {
    /// The level that a definition names.
    package init(_ level: ReportingSettings.LogLevel) {
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
