/// Which souls of GUN somebody may reach: patterns, of which the last that fits decides. What none fits is refused.
///
/// `*` is every soul, `app/*` all that begin so; a `-` in front takes them away again.
package struct SoulRules: Sendable {
    private let rules: [(isAllowed: Bool, pattern: Glob)]

    init(_ patterns: [String]) {
        rules = patterns.map { text in
            let isAllowed = !text.hasPrefix("-")
            return (isAllowed, Glob(isAllowed ? text : String(text.dropFirst())))
        }
    }

    /// Whether there may be a soul that the patterns let through.
    package var allowSome: Bool { rules.contains(where: \.isAllowed) }

    /// Whether the patterns let a soul through.
    package func allow(_ soul: String) -> Bool {
        let soul = Array(soul.utf8)
        return rules.last { $0.pattern.matches(soul) }?.isAllowed ?? false
    }
}
