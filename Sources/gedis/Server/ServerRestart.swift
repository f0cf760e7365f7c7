import ArgumentParser
import GedisConfig
import GedisHost

struct ServerRestart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart", abstract: "Stops a server if it runs, and starts it detached.")

    @OptionGroup var server: ServerArgument
    @OptionGroup var options: StartOptions

    func run() async throws {
        let workspace = try Workspace(server.repo)
        // A definition that can't be started is noticed before the server that runs is stopped.
        _ = try workspace.repo.server(server.name)
        _ = try await RunningServer(server.name, in: workspace).stop()
        let words = options.words(.supervise, server.name, in: workspace)
        let status = try await Detachment(of: server.name, in: workspace, words: words).start()
        Terminal.say("\(status.greeting) · pid \(status.pid)")
    }
}
