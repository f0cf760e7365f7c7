import GedisKit
import GedisNamespaces

extension Listing {
    /// An empty list of commands.
    static var commands: Listing { Listing("COMMAND", "ARGUMENTS", "RETURNS", "HELP") }

    /// Adds the commands of a namespace that is loaded.
    mutating func add(_ namespace: Namespace) {
        for command in namespace.commands {
            add(command.name, of: namespace.name, command.parameters, command.returns, command.summary)
        }
    }

    /// Adds the commands of a namespace that is built.
    mutating func add(_ namespace: BuiltNamespace) {
        for command in namespace.commands {
            add(command.name, of: namespace.name, command.parameters, command.returns, command.summary)
        }
    }

    private mutating func add(
        _ name: String, of namespace: String, _ parameters: [Parameter], _ returns: String, _ help: String
    ) {
        add(
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
