import ArgumentParser
import GedisConfig
import GedisHost

struct ServerReload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload", abstract: "Makes a running server load what changed in its namespaces.")

    @OptionGroup var server: ServerArgument

    func run() async throws {
        let workspace = try Workspace(server.repo)
        let start = ContinuousClock.now
        let running = RunningServer(server.name, in: workspace)
        guard try await running.reload() else {
            _ = try workspace.repo.server(server.name)
            throw Failure(.notFound, "server \(server.name) does not run")
        }
        for complaint in try await running.status()?.leftOut ?? [] { Terminal.note("left out as before: \(complaint)") }
        Terminal.say("reloaded \(server.name) in \((ContinuousClock.now - start).tenths) s")
    }
}
