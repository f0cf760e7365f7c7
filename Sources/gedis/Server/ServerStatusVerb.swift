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
        var listing = Listing(
            "NAME", "STATE", "PID", "UPTIME", "LISTENING", "NAMESPACES", "QUARANTINED", "STUCK", "CONNECTIONS")
        listing.add(
            .string(server.name), .string("running"), .integer(status.pid), .string(status.uptime),
            .array(status.addresses.map { .string($0) }), .array(status.namespaces.map { .string($0) }),
            .array(status.quarantined.map { .string($0) }), .array(status.stuck.map { .string($0) }),
            .integer(status.connections))
        listing.print(as: output.output)
    }
}
