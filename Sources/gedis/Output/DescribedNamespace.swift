import GedisKit
import GedisNamespaces

/// What is known of a namespace without a server.
struct DescribedNamespace {
    let name: String
    /// What it is for; may be empty.
    let summary: String
    /// The types that its commands refer to.
    let types: [TypeDescription]
    let commands: [any DescribedCommand]

    /// A namespace that is loaded.
    init(_ namespace: Namespace) {
        (name, summary, types) = (namespace.name, namespace.summary, namespace.types)
        commands = namespace.commands
    }

    /// A namespace that is built.
    init(_ namespace: BuiltNamespace) {
        (name, summary, types) = (namespace.name, namespace.summary, namespace.types)
        commands = namespace.commands
    }

    /// A command's name with the namespace's.
    func fullName(of command: any DescribedCommand) -> String { "\(name).\(command.name)" }

    /// The command with a full name, in any case; nil where there is none.
    func command(named fullName: String) -> (any DescribedCommand)? {
        commands.first { self.fullName(of: $0).lowercased() == fullName.lowercased() }
    }
}
