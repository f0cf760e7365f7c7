import ArgumentParser
import GedisConfig
import GedisHost

struct ServerHealth: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract: "Says whether a server answers and has loaded what it serves, by its exit code too.",
        discussion: """
            Exit codes: 0 ready, 3 it does not run, 4 it does not answer, 5 namespaces are loading. Over HTTP, /healthz and \
            /readyz of the web's and the metrics' port say the same.
            """)

    @OptionGroup var server: ServerArgument

    func run() async throws {
        let workspace = try Workspace(server.repo)
        try workspace.requireServer(server.name)
        let running = RunningServer(server.name, in: workspace)
        guard let status = try await running.status() else {
            let isThere = (running.pid ?? running.supervisor) != nil
            throw Failure(
                isThere ? .unreachable : .notFound, "\(server.name) · \(isThere ? "starting or stopping" : "stopped")")
        }
        guard status.loading.isEmpty else {
            throw Failure(.failed, "\(server.name) · loading \(status.loading.joined(separator: " "))")
        }
        Terminal.say("\(server.name) · ready")
    }
}
