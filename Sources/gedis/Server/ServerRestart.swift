import ArgumentParser
import GedisConfig

struct ServerRestart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart", abstract: "Stops a server if it runs, and starts it detached.")

    @OptionGroup var server: ServerArgument
    @Flag(help: "Load a namespace anew as soon as its source in the config repo changes.") var watch = false

    func run() async throws {
        let workspace = try Workspace(server.repo)
        // A definition that can't be started is noticed before the server that runs is stopped.
        _ = try workspace.repo.server(server.name)
        _ = try await ServerStop.stop(server.name, in: workspace)
        let (greeting, pid) = try await Detachment(workspace: workspace, name: server.name, isWatching: watch).start()
        Terminal.say("\(greeting) · pid \(pid)")
    }
}
