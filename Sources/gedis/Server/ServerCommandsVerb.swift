import ArgumentParser
import GedisConfig
import GedisCore
import GedisHost
import GedisKit
import GedisNamespaces

struct ServerCommandsVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commands", abstract: "Lists what clients of a server can call, with arguments, types and help.")

    @OptionGroup var server: ServerArgument
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let workspace = try Workspace(server.repo)
        var listing = Listing.commands
        let sources = try workspace.repo.namespaces(of: server.name)
        if !sources.contains(where: { $0.name == "system" }) {
            listing.add(try BuiltInNamespaces.system(in: Namespace.Environment(name: "system")))
        }
        for files in sources { listing.add(try await workspace.builder.build(NamespaceSource(files))) }
        listing.print(as: output.output)
    }
}
