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
        var listing = Listing("COMMAND", "ARGUMENTS", "RETURNS", "HELP")
        let sources = try workspace.repo.namespaces(of: server.name)
        if !sources.contains(where: { $0.name == "system" }) {
            let system = try BuiltInNamespaces.system(in: Namespace.Environment(name: "system"))
            for command in system.commands {
                Self.add(
                    command.name, of: system.name, command.parameters, command.returns, command.summary, to: &listing)
            }
        }
        for files in sources {
            let built = try await workspace.builder.build(NamespaceSource(files))
            for command in built.commands {
                Self.add(
                    command.name, of: files.name, command.parameters, command.returns, command.summary, to: &listing)
            }
        }
        listing.print(as: output.output)
    }

    private static func add(
        _ name: String, of namespace: String, _ parameters: [Parameter], _ returns: String, _ help: String,
        to listing: inout Listing
    ) {
        listing.add(
            .string("\(namespace).\(name)"),
            parameters.isEmpty ? .null : .string(parameters.map(\.typed).joined(separator: " ")),
            .string(returns.isEmpty ? "OK" : returns), help.isEmpty ? .null : .string(help))
    }
}

extension Parameter {
    /// The parameter with its type in a usage line: `a:Int`, `[b:Int=0]`.
    fileprivate var typed: String {
        switch presence {
        case .required: "\(name):\(type)"
        case .optional: "[\(name):\(type)]"
        case .defaulted(let expression): "[\(name):\(type)=\(expression)]"
        case .variadic: "[\(name):\(type) …]"
        }
    }
}
