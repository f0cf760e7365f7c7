import GedisKit
import Logging

extension Log {
    /// The lines of namespaces in the server's own log.
    init(_ logger: Logger) {
        self.init(isKept: { logger.logLevel <= Logger.Level($0) }) { level, text, details in
            let metadata = Logger.Metadata(details.map { ($0.name, "\($0.value)") }) { $1 }
            logger.log(level: Logger.Level(level), "\(text)", metadata: metadata)
        }
    }
}

extension Logger.Level {
    fileprivate init(_ level: Log.Level) {
        self =
            switch level {
            case .debug: .debug
            case .info: .info
            case .warning: .warning
            case .error: .error
            }
    }
}
