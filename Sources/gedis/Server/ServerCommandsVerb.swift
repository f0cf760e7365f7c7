import ArgumentParser
import GedisClient
import GedisConfig
import GedisCore
import GedisHost
import GedisKit
import GedisNamespaces

struct ServerCommandsVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commands",
        abstract: "Lists what clients of a server can call, or explains one command, with arguments, types and help.")

    @OptionGroup var server: ServerArgument
    @Argument(help: "The command to explain, such as calc.sum.") var command: String?
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let namespaces = try await namespaces()
        guard let command else {
            return Listing.commands(of: namespaces, as: output.output).print(as: output.output)
        }
        for namespace in namespaces {
            if let known = namespace.command(named: command) { return explain(known, of: namespace) }
        }
        throw Failure(
            .notFound,
            "server \(server.name) has no command \(command): gedis server commands \(server.name) lists them")
    }

    private func namespaces() async throws -> [DescribedNamespace] {
        let workspace = try Workspace(server.repo)
        var namespaces: [DescribedNamespace] = []
        let sources = try workspace.repo.namespaces(of: server.name)
        if !sources.contains(where: { $0.name == "system" }) {
            namespaces.append(
                DescribedNamespace(try BuiltInNamespaces.system(in: Namespace.Environment(name: "system"))))
        }
        for files in sources {
            namespaces.append(DescribedNamespace(try await workspace.builder.build(NamespaceSource(files))))
        }
        for mount in try await workspace.describedMounts(of: try workspace.repo.server(server.name)) {
            if let failure = mount.failure {
                Terminal.note("\(mount.namespace.name) is mounted, and its server is not there: \(failure)")
            }
            namespaces.append(DescribedNamespace(mount.namespace))
        }
        return namespaces
    }

    private func explain(_ command: any DescribedCommand, of namespace: DescribedNamespace) {
        guard output.output == .table else {
            var listing = Listing.commands(of: [], as: output.output)
            listing.add(command, of: namespace)
            return listing.print(as: output.output)
        }
        let help = CommandHelp(command, in: namespace.name, types: namespace.types)
        Terminal.say(([help.usage] + help.explanation.map { $0.isEmpty ? "" : "  " + $0 }).joined(separator: "\n"))
    }
}
