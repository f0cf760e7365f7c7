import ArgumentParser
import Logging

struct ServerStart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Runs a server, in the foreground or detached.")

    @OptionGroup var server: ServerArgument
    @Flag(help: "Leave the server running in the background, and return when it answers.") var detach = false
    @Flag(help: "Load a namespace anew as soon as its source in the config repo changes.") var watch = false
    @Option(help: "What is logged: debug, info, warning or error.") var logLevel = LogLevel.info

    func run() async throws {
        let workspace = try Workspace(server.repo)
        guard !detach else {
            let (greeting, pid) = try await Detachment(workspace: workspace, name: server.name, isWatching: watch)
                .start()
            return Terminal.say("\(greeting) · pid \(pid)")
        }
        var logger = Logger(label: server.name) { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = logLevel.level
        try await ServerProcess(workspace: workspace, name: server.name, logger: logger).run(isWatching: watch) {
            Terminal.say(Terminal.isInteractive ? "\($0) · Ctrl-C stops it" : $0)
        }
    }
}

enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case debug, info, warning, error

    var level: Logger.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }
}
