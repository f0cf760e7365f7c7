import ArgumentParser
import GedisClient
import GedisHost
import GedisKit

struct ServerCommandsVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commands",
        abstract: "Lists what clients of a server can call, or explains one command, with arguments, types and help.")

    @OptionGroup var server: ServerArgument
    @Argument(help: "The command to explain, such as calc.sum.", completion: Candidates.commands) var command: String?
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let namespaces = try await Workspace(server.repo).describedNamespaces(of: server.name) { namespace, failure in
            Terminal.note("\(namespace) is mounted, and its server is not there: \(failure)")
        }
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
