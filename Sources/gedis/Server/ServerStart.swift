import ArgumentParser
import GedisConfig
import GedisHost
import GedisSettings
import Logging

struct ServerStart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Runs a server, in the foreground or detached.",
        discussion: "A server that is detached or supervised is started again when a command has crashed it.")

    @OptionGroup var server: ServerArgument
    @Flag(help: "Leave the server running in the background, and return when it answers.") var detach = false
    @Flag(help: "Serve in another process, and in a new one when that has crashed.") var supervise = false
    @OptionGroup var options: StartOptions
    /// Whether this process is the one that a supervisor started.
    @Flag(help: .hidden) var supervised = false

    /// Whether it takes the place of one that crashed.
    @Flag(help: .hidden) var afterCrash = false

    /// The file in which a supervisor finds what it knew before it became this program.
    @Option(help: .hidden) var resume: Int32?

    func run() async throws {
        let workspace = try Workspace(server.repo)
        guard !detach else {
            let words = options.words(.supervise, server.name, in: workspace)
            let status = try await Detachment(of: server.name, in: workspace, words: words).start()
            return Terminal.say("\(status.greeting) · pid \(status.pid)")
        }
        let log = LogSettings(
            (try? workspace.repo.server(server.name).definition.reporting) ?? ReportingSettings(),
            level: options.logLevel.map { Logger.Level($0) }
        ) { [output = supervised ? LogOutput.separate() : Terminal.errors] in Terminal.note($0, to: output) }
        guard !supervise else {
            let launch = options.launch(server.name, in: workspace)
            throw ExitCode(
                try Supervisor(of: server.name, in: workspace, launch: launch, log: log).run(resuming: resume))
        }
        try await ServerProcess(
            of: server.name, in: workspace, isSupervised: supervised, isAfterCrash: afterCrash, log: log
        )
        .run(isWatching: options.watch) { greeting in
            // The log has a line of its own for it.
            guard !supervised else { return }
            Terminal.announce(Terminal.isInteractive ? "\(greeting) · Ctrl-C stops it" : greeting)
        }
    }
}
