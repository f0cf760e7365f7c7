@testable import GedisConfig

extension Check {
    /// A document is read or refused; a key that is set says what it was set to, and all others what they said before.
    static let yaml = Check(
        name: "yaml",
        vocabulary: [
            "a", "b", "é", "🔑", ":", ": ", " ", "  ", "\n", "\r\n", "\t", "- ", "-", "? ", "[", "]", "{", "}", ",", "'",
            "\"",
            "|", ">", "|+\n", ">-\n", "#", " #", "---", "...", "&x ", "*x", "!t ", "%", "@", "\\", "\u{FEFF}", "~",
            "null",
            "\u{85}", "\u{2028}", "\0", "1", "a: 1\n", "b: {c: d}\n", "sealed:v1:AA==",
        ]
    ) { input in
        guard let choice = input.first, let document = try? YAMLDocument(Array(input.dropFirst())) else { return nil }
        let key = ["a", "b", "b.c", "new"][Int(choice & 3)]
        let value = values[Int(choice >> 2) % values.count]
        if let edited = try? document.setting(key, to: value) {
            guard edited[key]?.value.scalar?.text == value else { return "\(key) was not set to \(value)" }
            guard let again = try? YAMLDocument(edited.source), again.entries == edited.entries else {
                return "what was set is not read again: \(edited.text)"
            }
            let top = key.prefix { $0 != "." }
            guard edited.entries.filter({ $0.key != top }) == document.entries.filter({ $0.key != top }) else {
                return "setting \(key) changed something else: \(edited.text)"
            }
        }
        if let edited = try? document.removing("a"), edited.entries != document.entries.filter({ $0.key != "a" }) {
            return "removing a changed something else: \(edited.text)"
        }
        return nil
    }

    private static let values = [
        "x", "", "true", "9900", "a b", "# no", "a: b", "🔑", "it's", "\"", "\\", "é\n", "null", "-", "sealed:v1:AA==",
        "::1",
    ]
}
