import ArgumentParser
import GedisConfig
import GedisHost

struct ServerReload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload", abstract: "Makes running servers load what changed in their namespaces.")

    @OptionGroup var servers: ServerArguments

    func run() async throws {
        try await servers.forEach("reloading", ofAllThat: \.isThere) { name, workspace in
            let start = ContinuousClock.now
            let running = RunningServer(name, in: workspace)
            guard try await running.reload() else {
                _ = try workspace.repo.server(name)
                throw Failure(.notFound, "server \(name) does not run")
            }
            for complaint in try await running.status()?.leftOut ?? [] {
                Terminal.note("left out as before: \(complaint)")
            }
            Terminal.say("reloaded \(name) in \((ContinuousClock.now - start).tenths) s")
        }
    }
}
