import ArgumentParser
import GedisConfig
import GedisHost
import GedisSettings
import Logging

struct DevelopmentVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dev",
        abstract: "Serves Swift or Python files while they are written: no config repo, no definition.",
        discussion: """
            The server listens on 127.0.0.1 only, with a page for the browser and a backend in memory. Each save is taken \
            over at once; where a file has an error it is shown, and what worked before goes on. A command that crashes is \
            shown too, and the server goes on. Ctrl-C ends it, and nothing is left behind.
            """)

    @Option(help: "The port for clients; 0 takes a free one.") var port = 0
    @Option(help: "The port of the page; 0 takes a free one.") var webPort = 0
    @Option(help: "The origin of a page that may call, such as http://localhost:8000; may be given again.")
    var origin: [String] = []
    @Option(
        help: ArgumentHelp(
            "A key of the server's definition, such as namespaces.calc.settings.scale=2; may be given again.",
            valueName: "key=value"))
    var set: [String] = []
    @Option(help: "From which level on events are logged.") var logLevel: ReportingSettings.LogLevel?
    @Argument(help: "The Swift or Python files, or folders of such.", completion: .file()) var files: [String]

    /// The folder of the server that this process serves, where a supervisor has started it.
    @Option(name: .customLong("in"), help: .hidden) var folder: String?
    /// Whether it takes the place of a process that crashed.
    @Flag(help: .hidden) var afterCrash = false

    func run() async throws {
        guard let folder else { throw ExitCode(try supervise()) }
        let output = LogOutput.keepOutput()
        let log = LogSettings(level: logLevel.map { Logger.Level($0) }) { [errors = LogOutput.separate()] in
            Terminal.note($0, to: errors)
        }
        try await DevelopmentServer(in: folder, of: files, log: log) { Terminal.note($0) }
            .serve(isAfterCrash: afterCrash) { greeting in
                // It listens where the one before it did.
                if !afterCrash { Terminal.announce(greeting, to: output) }
            }
    }

    private func supervise() throws -> Int32 {
        let log = LogSettings(level: logLevel.map { Logger.Level($0) }) { Terminal.note($0) }
        let options = DevelopmentServer.Options(
            paths: files, port: port, webPort: webPort, origins: origin, assignments: try set.map { try Assignment($0) }
        )
        return try DevelopmentServer.run(options, log: log, warn: { Terminal.note($0) }) { folder, isAfterCrash in
            ["dev", "--in", folder] + (isAfterCrash ? ["--after-crash"] : [])
                + (logLevel.map { ["--log-level", $0.rawValue] } ?? []) + ["--"] + files
        }
    }
}
