/// Methods that the compiler's description of a source leaves out, because their name or that of a parameter begins with
/// `_`. They are no commands, and their author is warned of that.
struct LeftOutMethods {
    private let tokens: [SwiftTokens.Token]
    private let file: SourceFile

    /// Reads a file.
    private init(in file: SourceFile) {
        self.file = file
        tokens = SwiftTokens(file.bytes).tokens
    }

    /// A warning for each such method of a type, in whichever file of a source.
    static func warnings(in source: NamespaceSource, ofType type: String) -> [Diagnostic] {
        source.files.flatMap { LeftOutMethods(in: $0).warnings(ofType: type) }
    }

    /// A warning for each such method of a type that is not private.
    private func warnings(ofType type: String) -> [Diagnostic] {
        var warnings: [Diagnostic] = []
        // The types whose braces are open; nil for other braces.
        var scopes: [String?] = []
        var next: String?
        for index in tokens.indices {
            switch tokens[index].text {
            case "struct", "enum", "class", "actor", "extension":
                next = isPrivate(at: index) || scopes.contains { $0 != nil } ? nil : text(index + 1)
            case "{":
                scopes.append(next)
                next = nil
            case "}": _ = scopes.popLast()
            case "func" where scopes.last == type && !isPrivate(at: index):
                if let warning = warning(forMethodAt: index + 1) { warnings.append(warning) }
            default: break
            }
        }
        return warnings
    }

    private func text(_ index: Int) -> String? { tokens.indices.contains(index) ? tokens[index].text : nil }

    private func warning(forMethodAt index: Int) -> Diagnostic? {
        guard let name = text(index) else { return nil }
        if isHidden(name) { return warning(index, "'\(name)' is no command, because its name begins with '_'") }
        guard let parameter = parameterNames(after: index).first(where: isHidden) else { return nil }
        return warning(
            index, "'\(name)' is no command, because the name of its parameter '\(parameter)' begins with '_'")
    }

    private func warning(_ index: Int, _ message: String) -> Diagnostic {
        var place = tokens[index].place
        place.file = file.name
        return file.diagnostic(.warning, at: place, message + ": rename it, or make the method private")
    }

    private func isHidden(_ name: String) -> Bool { name.hasPrefix("_") && name != "_" }

    /// The words before the colon of each parameter.
    private func parameterNames(after index: Int) -> [String] {
        var names: [String] = []
        var depth = 0
        var isName = true
        parameters: for token in tokens[(index + 1)...].drop(while: { $0.text != "(" }) {
            switch token.text {
            case "(", "[", "{": depth += 1
            case ")", "]", "}": depth -= 1
            case ":" where depth == 1: isName = false
            case "," where depth == 1: isName = true
            default: if isName, depth == 1 { names.append(token.text) }
            }
            if depth == 0 { break parameters }
        }
        return names
    }

    /// Whether a declaration is private: its modifiers and attributes stand before its first word.
    private func isPrivate(at index: Int) -> Bool {
        for token in tokens[..<index].reversed() {
            if token.text.hasSuffix("private") { return true }
            guard Self.modifiers.contains(token.text) || token.text.hasPrefix("@") else { return false }
        }
        return false
    }

    private static let modifiers: Set<String> = [
        "static", "class", "final", "override", "mutating", "nonmutating", "consuming", "borrowing", "nonisolated",
        "nonsending", "unsafe", "isolated", "public", "package", "internal", "open", "distributed", "indirect", "(",
        ")",
    ]
}
