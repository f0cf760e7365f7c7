import ArgumentParser
import GedisConfig
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

    func run() async throws {
        let workspace = try Workspace(server.repo)
        guard !detach else {
            let (greeting, pid) = try await Detachment(
                workspace: workspace, name: server.name, options: options.words
            ).start()
            return Terminal.say("\(greeting) · pid \(pid)")
        }
        let settings = LogSettings(
            (try? workspace.repo.server(server.name).definition.reporting) ?? ServerReporting(),
            level: options.logLevel.map { Logger.Level($0) })
        guard !supervise else {
            let words = ["server", "start", server.name, "--repo", workspace.repo.path, "--supervised"]
            let supervisor = Supervisor(
                state: workspace.state(of: server.name), name: server.name, words: words + options.words,
                logger: settings.logger(server.name))
            throw ExitCode(try supervisor.run())
        }
        try await ServerProcess(workspace: workspace, name: server.name, isSupervised: supervised, log: settings)
            .run(isWatching: options.watch) { greeting in
                // The log has a line of its own for it.
                guard !supervised else { return }
                Terminal.say(Terminal.isInteractive ? "\(greeting) · Ctrl-C stops it" : greeting)
            }
    }
}

/// How a server is started.
struct StartOptions: ParsableArguments {
    @Flag(help: "Load a namespace anew as soon as its source in the config repo changes.") var watch = false
    @Option(help: "From which level on events are logged, whatever log_level of the definition says.")
    var logLevel: ServerReporting.LogLevel?

    /// The options as they are written.
    var words: [String] { (watch ? ["--watch"] : []) + (logLevel.map { ["--log-level", $0.rawValue] } ?? []) }
}
