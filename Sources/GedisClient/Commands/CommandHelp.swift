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

/// An argument in a command's help.
package struct CommandArgument: Sendable, Hashable {
    /// What it is called.
    package var name: String
    /// Its type in Redis' words: `integer`, `string`, `oneof`, `block`, `pure-token` …
    package var type: String
    /// A word that stands before it, or in its place.
    package var token = ""
    /// Whether it may be left out.
    package var isOptional: Bool
    /// Whether it may stand several times.
    package var isMultiple: Bool
    /// Whether its token stands before each of those.
    package var repeatsToken = false
    /// Of which it is one (`oneof`), or all (`block`).
    package var parts: [CommandArgument] = []

    /// Help on an argument that is a word of its own.
    package init(name: String, type: String, isOptional: Bool = false, isMultiple: Bool = false) {
        self.name = name
        self.type = type
        self.isOptional = isOptional
        self.isMultiple = isMultiple
    }

    var hasToken: Bool { !token.isEmpty || parts.contains(where: \.hasToken) }

    /// The argument as usage lines show it: `a`, `[b]`, `[value …]`, `[EX seconds|PX milliseconds]`.
    package var usage: String {
        let value =
            switch type {
            case "pure-token": ""
            case "oneof": parts.map(\.usage).joined(separator: "|")
            case "block": parts.map(\.usage).joined(separator: " ")
            default: name
            }
        let once = [token, value].filter { !$0.isEmpty }.joined(separator: " ")
        let all = isMultiple ? "\(once) [\(repeatsToken ? once : value) …]" : once
        guard isOptional else { return all }
        // What may be left out and may be repeated is one list: [value …].
        return isMultiple && token.isEmpty ? "[\(once) …]" : "[\(all)]"
    }
}
