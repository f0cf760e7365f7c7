internal import GedisSettings
internal import Glibc

/// The environment's variables, which values of the config repo may name: `${env:API_KEY}`.
struct Variables: Sendable {
    private let value: @Sendable (String) -> String?

    /// The process's own variables.
    init() { value = { name in getenv(name).map { String(cString: $0) } } }

    /// Whether a text names any.
    static func areNamed(in text: String) -> Bool { text.contains("${env:") }

    /// A text with each `${env:NAME}` replaced by the variable's value.
    ///
    /// - Throws: `SettingMistake` for a variable that is not set.
    func expand(_ text: String) throws(SettingMistake) -> String {
        guard Self.areNamed(in: text) else { return text }
        var expanded = ""
        var rest = text[...]
        while let match = rest.firstMatch(of: /\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}/) {
            guard let value = value(String(match.1)) else {
                throw SettingMistake(message: "the environment has no variable \(match.1)")
            }
            expanded += rest[..<match.range.lowerBound] + value
            rest = rest[match.range.upperBound...]
        }
        return expanded + rest
    }
}
