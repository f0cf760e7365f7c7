import GedisClient
import GedisKit

extension CommandHelp {
    /// Help on a command that is known by its description.
    init(_ command: some DescribedCommand, in namespace: String, types: [TypeDescription]) {
        self.init(name: "\(namespace).\(command.name)", summary: command.summary, group: namespace)
        discussion = command.discussion
        deprecation = command.deprecation
        returns = command.returns
        reply = command.result.map { TypeCatalog.whole($0, of: types, isReply: true) }
        arguments = command.parameters.map { parameter in
            var argument = CommandArgument(
                name: parameter.typed, type: "string", isOptional: !parameter.isRequired,
                isMultiple: parameter.isVariadic)
            argument.help = parameter.help
            argument.standIn = parameter.shownDefault
            argument.schema = TypeCatalog.whole(parameter.schema, of: types)
            return argument
        }
    }
}

extension Parameter {
    /// The parameter with its type and its default: `a:Int`, `b:Int=0`.
    var typed: String { "\(name):\(type)" + (shownDefault.map { "=\($0)" } ?? "") }
}
