import ArgumentParser
import GedisConfig
import GedisHost

struct ServerStop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Ends running servers after they have answered what they received.")

    @OptionGroup var servers: ServerArguments
    @Flag(help: "End the process at once if it does not stop in time.") var kill = false

    func run() async throws {
        try await servers.forEach("stopping", ofAllThat: \.isThere) { name, workspace in
            guard try await RunningServer(name, in: workspace).stop(kill: kill) else {
                _ = try workspace.repo.server(name)
                throw Failure(.notFound, "server \(name) does not run")
            }
            Terminal.say("stopped \(name)")
        }
    }
}
