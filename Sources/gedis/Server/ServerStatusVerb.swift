import ArgumentParser
import GedisConfig
import GedisHost
import GedisKit

struct ServerStatusVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Shows how a server is. Exit code 3 when it does not run.")

    @OptionGroup var server: ServerArgument
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let workspace = try Workspace(server.repo)
        try workspace.requireServer(server.name)
        let running = RunningServer(server.name, in: workspace)
        guard let status = try await running.status() else {
            let process = running.pid ?? running.supervisor
            let state = process.map { "starting or stopping (pid \($0))" } ?? "stopped"
            throw Failure(.notFound, "\(server.name) · \(state)")
        }
        func texts(_ texts: [String]) -> Value { .array(texts.map { .string($0) }) }
        var listing = Listing(
            "NAME", "STATE", "PID", "UPTIME", "LISTENING", "NAMESPACES", "LOADING", "QUARANTINED", "LEFT OUT",
            "SERVED AS BEFORE", "MOUNTS", "WORKERS", "STUCK", "CONNECTIONS")
        listing.add(
            .string(server.name), .string("running"), .integer(status.pid), .string(status.uptime),
            texts(status.addresses), texts(status.namespaces),
            texts(status.loading), texts(status.quarantined), texts(status.leftOut), texts(status.servedAsBefore),
            texts(status.mounts), texts(status.workers), texts(status.stuck), .integer(status.connections))
        listing.print(as: output.output)
    }
}
