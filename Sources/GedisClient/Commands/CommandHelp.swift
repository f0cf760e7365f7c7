package import GedisKit

/// What a server says of a command.
package struct CommandHelp: Sendable, Hashable {
    /// The name in lower case; a subcommand's with its container's, such as `client list`.
    package var name: String
    /// What it does, in a line; empty where the server doesn't say.
    package var summary: String
    /// Which commands it belongs with: a namespace, or a group such as `string`.
    package var group: String
    /// The version that brought it.
    package var since: String
    /// What it takes, in order.
    package var arguments: [CommandArgument]
    /// The rest of its help, below the summary.
    package var discussion = ""
    /// Why it should not be called any more, maybe empty; nil where it may be.
    package var deprecation: String?
    /// The type that it returns; empty where the server doesn't say.
    package var returns = ""
    /// What its reply looks like, as JSON Schema.
    package var reply: Value?

    /// Help on a command.
    package init(
        name: String, summary: String = "", group: String = "", since: String = "", arguments: [CommandArgument] = []
    ) {
        self.name = name
        self.summary = summary
        self.group = group
        self.since = since
        self.arguments = arguments
    }

    /// How it is called: `calc.sum a [b]`.
    package var usage: String { ([name] + arguments.map(\.usage)).joined(separator: " ") }

    /// What is left to type after some words: the arguments from the first that has no word.
    ///
    /// An argument takes words in its turn, but only up to the first that has a token in it, because such arguments may
    /// stand in any order.
    package func arguments(after words: Int) -> [CommandArgument] {
        let fixed = arguments.prefix { !$0.hasToken }
        return Array(arguments.dropFirst(fixed.prefix(words).prefix { !$0.isMultiple }.count))
    }
}
