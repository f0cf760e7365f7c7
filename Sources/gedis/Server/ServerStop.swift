import ArgumentParser
import GedisConfig
import GedisKit
import Glibc

struct ServerStop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Ends a running server after it has answered what it received.")

    @OptionGroup var server: ServerArgument
    @Flag(help: "End the process at once if it does not stop in time.") var kill = false

    func run() async throws {
        let workspace = try Workspace(server.repo)
        guard try await Self.stop(server.name, in: workspace, kill: kill) else {
            _ = try workspace.repo.server(server.name)
            throw Failure(.notFound, "server \(server.name) does not run")
        }
        Terminal.say("stopped \(server.name)")
    }

    /// Stops a server and waits until its processes have ended.
    ///
    /// - Returns: whether it ran.
    /// - Throws: `Failure` when it does not end within its `shutdown_timeout`, and a little more.
    static func stop(_ name: String, in workspace: Workspace, kill: Bool = false) async throws -> Bool {
        let running = try RunningServer(name, in: workspace)
        // The supervisor is the first to end by force: it would replace the other.
        let processes = [running.supervisor, running.pid].compactMap { $0 }
        guard let first = processes.first else { return false }
        if running.supervisor != nil {
            Glibc.kill(first, SIGTERM)
        } else if (try? await running.call("gedis.stop")) ?? nil == nil {
            Glibc.kill(first, SIGTERM)
        }
        let patience =
            Duration.seconds((try? workspace.repo.server(name).definition.limits.shutdownTimeout) ?? 10) + .seconds(5)
        let deadline = ContinuousClock.now + patience
        // While a process ends, it can be gone by its state and still have its files, by the lock on one of which it is known.
        while processes.contains(where: { RunningServer.isAlive($0) || [running.supervisor, running.pid].contains($0) })
        {
            if ContinuousClock.now > deadline {
                guard kill else {
                    throw Failure(
                        .failed, "server \(name) (pid \(first)) did not stop within \(patience): --kill ends it")
                }
                for process in processes { Glibc.kill(process, SIGKILL) }
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        return true
    }
}
