import GedisKit
import GedisSettings
import Glibc
import Logging

/// Writes each event as one line, in one step, so that lines of several threads never mix.
///
/// The level is the process' own, not one of each logger: a reload changes it for all.
struct LineLogHandler: LogHandler {
    let label: String
    let settings: LogSettings
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    var logLevel: Logger.Level {
        get { settings.level }
        set {}
    }

    init(label: String, settings: LogSettings) {
        self.label = label
        self.settings = settings
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let line = LogLine(
            time: Timestamp.now, level: event.level.rawValue, server: label, message: "\(event.message)",
            fields: fields.map { ($0.key, "\($0.value)") })
        let text =
            switch settings.format {
            case .text: line.text
            case .json: line.json
            }
        settings.write(text)
    }
}
