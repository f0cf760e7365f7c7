import ArgumentParser
import GedisConfig
import GedisHost
import GedisSettings
import Logging

struct ServerStart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Runs a server in the foreground, or several detached.",
        discussion: """
            A server that is detached or supervised is started again when a command has crashed it. With --detach several \
            names can be given, or --all for those that do not run.
            """)

    @OptionGroup var servers: ServerArguments
    @Flag(help: "Leave the server running in the background, and return when it answers.") var detach = false
    @Flag(help: "Serve in another process, and in a new one when that has crashed.") var supervise = false
    @OptionGroup var options: StartOptions
    /// Whether this process is the one that a supervisor started.
    @Flag(help: .hidden) var supervised = false

    /// Whether it takes the place of one that crashed.
    @Flag(help: .hidden) var afterCrash = false

    /// The file in which a supervisor finds what it knew before it became this program.
    @Option(help: .hidden) var resume: Int32?

    /// The folder with definitions and sources that are read in place of the repo's.
    @Option(help: .hidden) var earlierState: String?

    func validate() throws {
        guard detach || (servers.names.count < 2 && !servers.all) else {
            throw ValidationError("several servers run in the background: add --detach")
        }
    }

    func run() async throws {
        guard !detach else {
            return try await servers.forEach("starting", ofAllThat: { !$0.isThere }) { name, workspace in
                let words = options.start.words(.supervise, name, in: workspace)
                let status = try await Detachment(of: name, in: workspace, words: words).start()
                Terminal.say("\(status.greeting) · pid \(status.pid)")
            }
        }
        let workspace = try Workspace(servers.repo, earlierState: earlierState)
        try await run(servers.names.first ?? "main", in: workspace)
    }

    private func run(_ name: String, in workspace: Workspace) async throws {
        let log = LogSettings(
            (try? workspace.repo.server(name).definition.reporting) ?? ReportingSettings(),
            level: options.logLevel.map { Logger.Level($0) }
        ) { [output = supervised ? LogOutput.separate() : Terminal.errors] in Terminal.note($0, to: output) }
        guard !supervise else {
            var start = options.start
            start.earlierState = earlierState
            let launch = start.launch(name, in: workspace)
            throw ExitCode(try Supervisor(of: name, in: workspace, launch: launch, log: log).run(resuming: resume))
        }
        let progress = supervised ? nil : ProgressLine("starting \(name)")
        defer { progress?.end() }
        try await ServerProcess(
            of: name, in: workspace, isSupervised: supervised, isAfterCrash: afterCrash, log: log
        )
        .run(isWatching: options.watch) { greeting in
            progress?.end()
            // The log has a line of its own for it.
            guard !supervised else { return }
            Terminal.announce(Terminal.isInteractive ? "\(greeting) · Ctrl-C stops it" : greeting)
        }
    }
}
