import ArgumentParser
import GedisConfig

struct ServerRestart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart", abstract: "Stops a server if it runs, and starts it detached.")

    @OptionGroup var server: ServerArgument
    @OptionGroup var options: StartOptions

    func run() async throws {
        let workspace = try Workspace(server.repo)
        // A definition that can't be started is noticed before the server that runs is stopped.
        _ = try workspace.repo.server(server.name)
        _ = try await ServerStop.stop(server.name, in: workspace)
        let (greeting, pid) = try await Detachment(workspace: workspace, name: server.name, options: options.words)
            .start()
        Terminal.say("\(greeting) · pid \(pid)")
    }
}
