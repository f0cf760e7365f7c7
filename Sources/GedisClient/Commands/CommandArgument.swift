package import GedisKit

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
    /// What it is, in a line or more.
    package var help = ""
    /// What stands in for it; nil where the server doesn't say.
    package var standIn: String?
    /// What it looks like, as JSON Schema; such an argument is a single word, whose place is among the others.
    package var schema: Value?

    /// Help on an argument that is a word of its own.
    package init(name: String, type: String, isOptional: Bool = false, isMultiple: Bool = false) {
        self.name = name
        self.type = type
        self.isOptional = isOptional
        self.isMultiple = isMultiple
    }

    /// Whether a token stands in it, so that it may stand in another place.
    var hasToken: Bool { schema == nil && (!token.isEmpty || parts.contains(where: \.hasToken)) }

    /// The words that can stand for it; empty where there are others.
    package var choices: [String] { schema.map { SchemaOutline($0).choices } ?? [] }

    /// Its name without its type.
    package var plainName: String { String(name.prefix { $0 != ":" }) }

    /// What it is, a line, with what its members are below.
    var outline: [String] {
        let outline = schema.map(SchemaOutline.init)
        let line = SchemaOutline.line(
            plainName, (outline?.phrase ?? "text") + (isMultiple ? ", any number" : ""),
            isOptional: isOptional && !isMultiple, default: standIn, help: help)
        return [line] + (outline?.members.map { "  " + $0 } ?? [])
    }

    /// The argument as usage lines show it: `a`, `[b]`, `[value …]`, `[EX seconds|PX milliseconds]`.
    package var usage: String {
        let value =
            switch type {
            case "pure-token": ""
            case "oneof" where schema != nil: choiceUsage
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

    /// The values of an enum, as long as they fit a line: `size:small|large=small`.
    private var choiceUsage: String {
        guard parts.count <= 6 else { return name }
        let words = parts.map(\.token).joined(separator: "|")
        return "\(plainName):\(words)" + (standIn.map { "=\($0)" } ?? "")
    }
}
