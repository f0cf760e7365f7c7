import ArgumentParser
import GedisConfig
import GedisHost
import GedisKit

struct ServerStatusVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Shows how servers are. Exit code 3 when one does not run.")

    @OptionGroup var servers: ServerArguments
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var listing = Listing(
            "NAME", "STATE", "PID", output.output == .table ? "UPTIME" : "UPTIME SECONDS", "LISTENING", "NAMESPACES",
            "LOADING", "QUARANTINED", "LEFT OUT",
            "SERVED AS BEFORE", "MOUNTS", "WORKERS", "STUCK", "CONNECTIONS")
        var isEmpty = true
        defer { if !isEmpty { listing.print(as: output.output) } }
        try await servers.forEach { name, workspace in
            try workspace.requireServer(name)
            let running = RunningServer(name, in: workspace)
            guard let status = try await running.status() else {
                let process = running.pid ?? running.supervisor
                let state = process.map { "starting or stopping (pid \($0))" } ?? "stopped"
                throw Failure(.notFound, "\(name) · \(state)")
            }
            func texts(_ texts: [String]) -> Value { .array(texts.map { .string($0) }) }
            isEmpty = false
            listing.add(
                .string(name), .string("running"), .integer(status.pid),
                output.output == .table ? .string(status.uptime) : .integer(status.uptimeSeconds),
                texts(status.addresses), texts(status.namespaces),
                texts(status.loading), texts(status.quarantined), texts(status.leftOut), texts(status.servedAsBefore),
                texts(status.mounts), texts(status.workers), texts(status.stuck), .integer(status.connections))
        }
    }
}
