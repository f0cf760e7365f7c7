internal import GedisSettings

/// Patterns of commands' names: `*`, `ping`, `client|kill`, `calc.*`, `calc.sum` and `@group`, with `-` in front to take
/// away.
enum CommandPattern {
    /// Whether a text, in lower case, is a pattern.
    static func isSound(_ text: String) -> Bool {
        let pattern = text.hasPrefix("-") ? text.dropFirst() : text[...]
        if pattern == "*" { return true }
        if pattern.hasPrefix("@") { return isName(pattern.dropFirst(), allowing: "-") }
        let parts = pattern.split(separator: ".", omittingEmptySubsequences: false)
        switch parts.count {
        case 1:
            let words = pattern.split(separator: "|", omittingEmptySubsequences: false)
            return words.count < 3 && words.allSatisfy { isName($0, allowing: "-") }
        case 2: return isName(parts[0]) && (parts[1] == "*" || isName(parts[1]))
        default: return false
        }
    }

    /// The pattern that a text probably means: people know those of Redis' access lists and of file names.
    static func suggestion(for text: String) -> String? {
        let isDenied = text.hasPrefix("-") || text.hasPrefix("!")
        var name = text.drop { "-!+~&".contains($0) }.replacing(#/[:\/]/#, with: ".")
        if name == "@all" { name = "*" }
        if let dot = name.firstIndex(of: "."), name[dot...] == "." || name[dot...].contains("*") {
            name = name[..<dot] + ".*"
        } else if name.count > 1, name.hasSuffix("*") {
            name = name.dropLast() + ".*"
        }
        let meant = (isDenied ? "-" : "") + name
        return meant != text && isSound(meant) ? meant : nil
    }

    private static func isName(_ text: Substring, allowing more: String = "") -> Bool {
        guard 1...64 ~= text.utf8.count, let first = text.utf8.first, first != UInt8(ascii: "-") else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
            default: more.utf8.contains(byte)
            }
        }
    }
}

extension SettingFormat<[String]> {
    /// Patterns of commands' names, separated by spaces.
    static let commandPatterns = SettingFormat(
        placeholder: "patterns",
        parse: { (text) throws(SettingMistake) in
            let patterns = text.split(separator: " ").map { $0.lowercased() }
            for pattern in patterns where !CommandPattern.isSound(pattern) {
                let suggestion = CommandPattern.suggestion(for: pattern).map { "; did you mean \($0)?" } ?? ""
                throw SettingMistake(
                    message: "'\(pattern.visible)' is no pattern of commands (*, ping, client|kill, calc.*, calc.sum "
                        + "or @group, with - in front to take away)\(suggestion)")
            }
            return patterns
        }, render: { $0.joined(separator: " ") })
}
