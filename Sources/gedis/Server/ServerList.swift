import ArgumentParser
import GedisConfig
import GedisHost
import GedisKit

struct ServerList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the servers, and how they are.")

    @OptionGroup var repo: RepoOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let workspace = try Workspace(repo)
        var listing = Listing("NAME", "ADDRESS", "TLS", "BACKEND", "NAMESPACES", "STATE")
        for name in try workspace.repo.names(of: .server) {
            let running = RunningServer(name, in: workspace)
            let status = try? await running.status()
            let pid = status == nil ? running.pid ?? running.supervisor : nil
            let state = status.map(\.summary) ?? pid.map { "not answering (pid \($0))" } ?? "stopped"
            do {
                let definition = try workspace.repo.server(name).definition
                let own = try workspace.repo.namespaces(of: name).map(\.name)
                let namespaces = status?.namespaces ?? ["system"] + own.filter { $0 != "system" }
                listing.add(
                    .string(name),
                    .string("\(definition.addr):\(definition.port == 0 ? status?.port ?? 0 : definition.port)"),
                    .boolean(definition.ssl),
                    definition.dbclientInstance.isEmpty ? .null : .string(definition.dbclientInstance),
                    .array(namespaces.map { .string($0) }), .string(state))
            } catch {
                listing.add(.string(name), .string("invalid"), .null, .null, .null, .string(state))
                Terminal.note("error: \(error)")
            }
        }
        listing.print(as: output.output)
    }
}
