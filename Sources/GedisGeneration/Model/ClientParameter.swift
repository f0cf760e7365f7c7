import GedisJSON
import GedisKit

/// A parameter of a command in a module.
struct ClientParameter {
    /// Whether and how often a call gives it.
    enum Presence {
        case required
        /// May be left out, and nothing is known to stand in for it.
        case optional
        /// May be left out; the value stands in for it.
        case defaulted(Value)
        /// Any number of times.
        case variadic
    }

    /// Its name in the source.
    let wireName: String
    let name: String
    /// What one value of it is.
    let schema: Schema
    let presence: Presence
    let help: String

    /// A command's parameters. Where one that may be left out stands before one that may not, or the command reads the request
    /// itself, all that is left is one of any values.
    static func parameters(
        of command: any DescribedCommand, named naming: ClientNaming, resolve: (Schema) -> Schema
    ) -> [ClientParameter] {
        var names = NameScope(naming.values, reserved: naming.reservedParameters)
        let all = command.parameters
        let optional = all.firstIndex { !$0.isRequired } ?? all.count
        let isInOrder = all[optional...].allSatisfy { !$0.isRequired } && all.dropLast().allSatisfy { !$0.isVariadic }
        var parameters = (isInOrder ? all : Array(all[..<optional])).map { parameter in
            ClientParameter(
                parameter, name: names.name(for: parameter.name), types: resolve(parameter.schema))
        }
        if !isInOrder || (command.takesAnyArguments && all.last?.isVariadic != true) {
            parameters.append(
                ClientParameter(
                    wireName: "arguments", name: names.name(for: "arguments"), schema: .any, presence: .variadic,
                    help: "what else the command is given"))
        }
        return parameters
    }

    private init(_ parameter: Parameter, name: String, types schema: Schema) {
        wireName = parameter.name
        self.name = name
        help = parameter.help
        if case .optional(let wrapped) = schema, !parameter.isRequired {
            self.schema = wrapped
        } else {
            self.schema = schema
        }
        presence =
            switch parameter.presence {
            case .required: .required
            case .optional: .optional
            case .defaulted: parameter.defaultLiteral.map(Presence.defaulted) ?? .optional
            case .variadic: .variadic
            }
    }

    private init(wireName: String, name: String, schema: Schema, presence: Presence, help: String) {
        self.wireName = wireName
        self.name = name
        self.schema = schema
        self.presence = presence
        self.help = help
    }
}
