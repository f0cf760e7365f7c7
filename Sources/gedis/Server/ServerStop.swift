import ArgumentParser
import GedisConfig
import GedisHost

struct ServerStop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Ends a running server after it has answered what it received.")

    @OptionGroup var server: ServerArgument
    @Flag(help: "End the process at once if it does not stop in time.") var kill = false

    func run() async throws {
        let workspace = try Workspace(server.repo)
        guard try await RunningServer(server.name, in: workspace).stop(kill: kill) else {
            _ = try workspace.repo.server(server.name)
            throw Failure(.notFound, "server \(server.name) does not run")
        }
        Terminal.say("stopped \(server.name)")
    }
}
