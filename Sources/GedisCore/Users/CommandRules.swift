/// Which commands somebody may call: patterns, of which the last that fits decides. What none fits is refused.
///
/// `*` is every command, `system.*` a namespace, `system.set` one command, `client` a command with its subcommands,
/// `client|kill` one of them, `@pubsub` a group; a `-` before any of these takes it away again.
package struct CommandRules: Sendable {
    private struct Rule {
        let isAllowed: Bool
        let isGroup: Bool
        let pattern: Glob
    }

    /// The patterns, as they were given.
    let patterns: [String]
    private let rules: [Rule]

    init(_ patterns: [String]) {
        self.patterns = patterns
        rules = patterns.map { text in
            var text = Substring(text.lowercased())
            let isAllowed = !text.hasPrefix("-")
            if !isAllowed { text = text.dropFirst() }
            let isGroup = text.hasPrefix("@")
            if isGroup { text = text.dropFirst() }
            return Rule(isAllowed: isAllowed, isGroup: isGroup, pattern: Glob(String(text)))
        }
    }

    /// Whether the patterns let a command through.
    package func allow(_ entry: CommandEntry) -> Bool { allow(entry.name, group: entry.group) }

    /// Whether the patterns let the command of a name and a group through.
    func allow(_ name: String, group: String) -> Bool {
        let name = Array(name.lowercased().utf8)
        let container = name.prefix { $0 != UInt8(ascii: "|") }
        let group = Array(group.lowercased().utf8)
        let last = rules.last { rule in
            rule.isGroup
                ? rule.pattern.matches(group) : rule.pattern.matches(name) || rule.pattern.matches(Array(container))
        }
        return last?.isAllowed ?? false
    }
}
