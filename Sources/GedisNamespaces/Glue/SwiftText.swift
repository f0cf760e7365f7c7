extension StringProtocol {
    /// The text as a Swift string literal.
    var literal: String { String(self).debugDescription.escaping("\\'", as: "'") }

    /// The text with each line moved to the right by `levels` times four spaces.
    func indented(by levels: Int) -> String {
        let margin = String(repeating: "    ", count: levels)
        return split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : margin + $0 }.joined(separator: "\n")
    }

    /// What follows `prefix`, where the text starts with it.
    func dropping(prefix: String) -> SubSequence? { hasPrefix(prefix) ? dropFirst(prefix.count) : nil }

    /// The text as a multi-line Swift string literal.
    var multilineLiteral: String {
        let escaped = escaping("\\", as: "\\\\").escaping("\"\"\"", as: "\"\"\\\"")
        return "\"\"\"\n\(escaped)\n\"\"\""
    }

    private func escaping(_ text: String, as escaped: String) -> String {
        split(separator: text, omittingEmptySubsequences: false).joined(separator: escaped)
    }
}

/// Names as Swift source has them.
enum SwiftName {
    /// The name of a declaration or a variable, in backticks where it needs them.
    static func escaped(_ name: String) -> String {
        let isPlain = name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } && name.first?.isNumber == false
        return keywords.contains(name) || !isPlain ? "`\(name)`" : name
    }

    /// The words that cannot name a variable. Source: The Swift Programming Language, Lexical Structure.
    private static let keywords: Set<String> = [
        "Any", "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer", "deinit",
        "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard", "if",
        "import", "in", "init", "inout", "internal", "is", "let", "nil", "operator", "precedencegroup", "private",
        "protocol", "public", "repeat", "rethrows", "return", "self", "Self", "static", "struct", "subscript",
        "super", "switch", "throw", "throws", "true", "try", "typealias", "var", "where", "while",
    ]
}
