extension StringProtocol {
    /// The text as a Swift string literal.
    var literal: String {
        var text = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            default: text += scalar.inLiteral
            }
        }
        return text + "\""
    }

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
        var text = "\"\"\"\n"
        var quotes = 0
        for scalar in unicodeScalars {
            quotes = scalar == "\"" ? quotes + 1 : 0
            if quotes == 3 {
                text += "\\\""
                quotes = 0
            } else {
                text += scalar == "\n" || scalar == "\t" ? String(scalar) : scalar.inLiteral
            }
        }
        return text + "\n\"\"\""
    }
}

extension Unicode.Scalar {
    /// The scalar as it stands in a string literal. Swift reads scalars, so one that forms a character with its neighbours
    /// is escaped like one that stands alone.
    fileprivate var inLiteral: String {
        switch self {
        case "\\": "\\\\"
        case "\r": "\\r"
        case "\0": "\\0"
        default:
            switch properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                "\\u{\(String(value, radix: 16, uppercase: true))}"
            default: String(self)
            }
        }
    }
}

/// Names as Swift source has them.
enum SwiftName {
    /// The name of a declaration or a variable, in backticks where it needs them.
    static func escaped(_ name: String) -> String {
        let isPlain = name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } && name.first?.isNumber == false
        return keywords.contains(name) || !isPlain ? "`\(name)`" : name
    }

    /// A parameter's label, as a call writes it: most words of the language are labels as they are.
    static func label(_ name: String) -> String {
        let isPlain = name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
        return ["inout", "let", "var"].contains(name) || !isPlain ? "`\(name)`" : name
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
