/// Names as Swift source has them.
package enum SwiftName {
    /// The name of a declaration or a variable, in backticks where it needs them.
    package static func escaped(_ name: String) -> String {
        let isPlain = name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } && name.first?.isNumber == false
        return keywords.contains(name) || !isPlain ? "`\(name)`" : name
    }

    /// A parameter's label, as a call writes it: most words of the language are labels as they are.
    package static func label(_ name: String) -> String {
        let isPlain = name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
        return ["inout", "let", "var"].contains(name) || !isPlain ? "`\(name)`" : name
    }

    /// The words that cannot name a variable, and those that mean something else in some places.
    /// Source: The Swift Programming Language, Lexical Structure.
    private static let keywords: Set<String> = [
        "actor", "any", "Any", "as", "associatedtype", "async", "await", "break", "case", "catch", "class", "consume",
        "continue", "copy", "default", "defer", "deinit", "do", "each", "else", "enum", "extension", "fallthrough",
        "false", "fileprivate", "for", "func", "guard", "if", "import", "in", "init", "inout", "internal", "is", "let",
        "nil", "open", "operator", "package", "precedencegroup", "private", "protocol", "public", "repeat", "rethrows",
        "return", "self", "Self", "some", "static", "struct", "subscript", "super", "switch", "throw", "throws", "true",
        "try", "typealias", "var", "where", "while",
    ]
}
