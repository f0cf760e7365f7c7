import ArgumentParser
import GedisConfig
import GedisKit

struct ServerReload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload", abstract: "Makes a running server load what changed in its namespaces.")

    @OptionGroup var server: ServerArgument

    func run() async throws {
        let workspace = try Workspace(server.repo)
        let start = ContinuousClock.now
        guard try await RunningServer(server.name, in: workspace).reload() else {
            _ = try workspace.repo.server(server.name)
            throw Failure(.notFound, "server \(server.name) does not run")
        }
        Terminal.say("reloaded \(server.name) in \((ContinuousClock.now - start).tenths) s")
    }
}

extension RunningServer {
    /// Makes the server load what changed.
    ///
    /// - Returns: whether it runs.
    /// - Throws: `Failure` when the server refused what it found; it goes on with what it had.
    func reload() async throws -> Bool {
        guard let reply = try await call("gedis.reload", timeout: .seconds(300)) else { return false }
        if case .map(let entries) = reply, let message = entries.first?.value.text {
            throw Failure(.failed, "\(message)\nthe running server goes on with what it had")
        }
        return true
    }
}
