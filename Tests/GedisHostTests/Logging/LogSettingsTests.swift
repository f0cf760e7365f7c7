import GedisSettings
import GedisConfig
import Logging
import Synchronization
import Testing

@testable import GedisHost

@Suite struct LogSettingsTests {
    /// Keeps the lines that are logged.
    private final class Lines: Sendable {
        private let kept = Mutex<[String]>([])
        var all: [String] { kept.withLock { $0 } }
        func add(_ line: String) { kept.withLock { $0.append(line) } }
    }

    private let lines = Lines()

    private func settings(_ reporting: ReportingSettings = ReportingSettings(), level: Logger.Level? = nil)
        -> LogSettings
    {
        LogSettings(reporting, level: level) { [lines] in lines.add($0) }
    }

    @Test func anEventIsALineWithItsMetadataInOrder() throws {
        var logger = settings().logger("main")
        logger[metadataKey: "b"] = "2"
        logger.info("hello", metadata: ["c": "3", "a": "1"])
        #expect(lines.all.count == 1)
        #expect(try #require(lines.all.first).hasSuffix("Z info     hello · a=1 b=2 c=3"))
    }

    @Test func aReloadChangesLevelAndFormatOfTheLoggersThatAreThere() {
        let settings = settings()
        let logger = settings.logger("main")
        logger.debug("not yet")
        var reporting = ReportingSettings()
        reporting.logLevel = .debug
        reporting.logFormat = .json
        settings.use(reporting)
        logger.debug("now")
        #expect(lines.all.count == 1)
        #expect(lines.all.first?.hasSuffix(#""level":"debug","server":"main","message":"now"}"#) == true)
    }

    @Test func aLevelFromTheCommandLineStays() {
        let settings = settings(level: .error)
        var reporting = ReportingSettings()
        reporting.logLevel = .trace
        settings.use(reporting)
        #expect(settings.level == .error)
        settings.logger("main").warning("dropped")
        #expect(lines.all.isEmpty)
    }
}
