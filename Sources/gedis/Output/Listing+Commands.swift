import GedisKit

extension Listing {
    /// The commands of namespaces: for people how they are called, for programs all that is known of them.
    static func commands(of namespaces: [DescribedNamespace], as format: OutputFormat) -> Listing {
        var listing =
            format == .table
            ? Listing("COMMAND", "ARGUMENTS", "RETURNS", "HELP")
            : Listing(
                "COMMAND", "ARGUMENTS", "RETURNS", "HELP", "DISCUSSION", "DEPRECATED", "PARAMETERS", "RESULT", "TYPES")
        for namespace in namespaces {
            for command in namespace.commands {
                switch format {
                case .table: listing.addLine(command, of: namespace)
                case .json, .yaml: listing.add(command, of: namespace)
                }
            }
        }
        return listing
    }

    /// Adds how a command is called.
    private mutating func addLine(_ command: any DescribedCommand, of namespace: DescribedNamespace) {
        let help = (command.deprecation == nil ? "" : "deprecated: ") + command.summary
        add(
            .string(namespace.fullName(of: command)), command.usage, command.reply,
            help.isEmpty ? .null : .string(help))
    }

    /// Adds all that is known of a command.
    mutating func add(_ command: any DescribedCommand, of namespace: DescribedNamespace) {
        let types = TypeCatalog(namespace.types, references: "#/types/")
        let definitions = types.definitions(
            arguments: command.parameters.map(\.schema), replies: [command.result].compactMap(\.self))
        add(
            .string(namespace.fullName(of: command)), command.usage, command.reply,
            command.summary.isEmpty ? .null : .string(command.summary),
            command.discussion.isEmpty ? .null : .string(command.discussion),
            command.deprecation.map(Value.string) ?? .null, .array(command.parameters.map { $0.value(types) }),
            command.result.map(types.reply) ?? .null, .map(definitions))
    }
}

extension DescribedCommand {
    /// Its arguments in a line; null where it takes none.
    fileprivate var usage: Value {
        parameters.isEmpty ? .null : .string(parameters.map(\.inUsage).joined(separator: " "))
    }

    /// The type that it returns.
    fileprivate var reply: Value { .string(returns.isEmpty ? "OK" : returns) }
}

extension Parameter {
    /// The parameter with its type in a usage line: `a:Int`, `[b:Int=0]`.
    fileprivate var inUsage: String {
        switch presence {
        case .required: typed
        case .optional, .defaulted: "[\(typed)]"
        case .variadic: "[\(typed) …]"
        }
    }
}
