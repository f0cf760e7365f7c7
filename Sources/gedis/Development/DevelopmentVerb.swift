import ArgumentParser
import GedisHost
import GedisSettings
import Logging

struct DevelopmentVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dev",
        abstract: "Serves Swift or Python files while they are written: no config repo, no definition.",
        discussion: """
            The server listens on 127.0.0.1 only, with a page for the browser and a backend in memory. Each save is taken \
            over at once; where a file has an error it is shown, and what worked before goes on. Ctrl-C ends it, and \
            nothing is left behind.
            """)

    @Option(help: "The port for clients; 0 takes a free one.") var port = 0
    @Option(help: "The port of the page; 0 takes a free one.") var webPort = 0
    @Option(help: "The origin of a page that may call, such as http://localhost:8000; may be given again.")
    var origin: [String] = []
    @Option(help: "From which level on events are logged.") var logLevel: ReportingSettings.LogLevel?
    @Argument(help: "The Swift or Python files, or folders of Swift files.") var files: [String]

    func run() async throws {
        let log = LogSettings(level: logLevel.map { Logger.Level($0) }) { Terminal.note($0) }
        try await DevelopmentServer(of: files, log: log) { Terminal.note($0) }
            .run(port: port, webPort: webPort, origins: origin) { Terminal.announce($0) }
    }
}
