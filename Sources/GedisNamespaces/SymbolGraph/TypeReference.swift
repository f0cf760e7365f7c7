/// A type as a declaration names it: text, with the compiler's own name for each type in it.
struct TypeReference {
    private struct Token {
        var text: String
        var identifier: String?
    }

    private var tokens: [Token]

    /// Takes the pieces of a declaration that name a type.
    init(_ fragments: some Sequence<SymbolGraph.Symbol.Fragment>) {
        tokens = fragments.map { Token(text: $0.spelling, identifier: $0.preciseIdentifier) }
        tokens = dropping(first: text.prefix(while: \.isWhitespace).count, last: 0)
        tokens = dropping(first: 0, last: text.reversed().prefix(while: \.isWhitespace).count)
    }

    private init(tokens: [Token]) { self.tokens = tokens }

    /// The type as it is written.
    var text: String { tokens.map(\.text).joined() }

    /// The types that are named in it.
    var identifiers: [String] { tokens.compactMap(\.identifier) }

    /// The one type that this is, where it is not put together from others.
    var identifier: String? {
        text.contains { "[]()<>?!&, ".contains($0) } ? nil : tokens.last?.identifier
    }

    /// Both spellings, for code that stands in an extension of the file's main type.
    func spelling(in graph: SourceGraph) -> TypeSpelling {
        var code = ""
        for token in tokens {
            code += code.hasSuffix(".") ? token.text : qualified(token, in: graph)
        }
        return TypeSpelling(text: text, code: code)
    }

    private func qualified(_ token: Token, in graph: SourceGraph) -> String {
        guard let identifier = token.identifier else { return token.text }
        if let path = graph.path(of: identifier) { return path }
        if identifier.hasPrefix("s:8GedisKit") { return "GedisKit." + token.text }
        let isStandard = identifier.hasPrefix("s:S") || identifier.hasPrefix("s:s")
        return isStandard && graph.declaresType(named: token.text) ? "Swift." + token.text : token.text
    }
}

// MARK: - What a type is made of

extension TypeReference {
    /// The type without words such as `borrowing` that say how it is passed.
    var withoutModifiers: TypeReference {
        for modifier in ["borrowing ", "consuming ", "sending ", "__shared ", "__owned "] {
            if let bare = dropping(prefix: modifier) { return bare.withoutModifiers }
        }
        return self
    }

    /// `T` of `T?`, `T!` and `Optional<T>`.
    var wrapped: TypeReference? {
        let inner = dropping(suffix: "?") ?? dropping(suffix: "!") ?? dropping(prefix: "Optional<", suffix: ">")
        return inner.map { $0.dropping(prefix: "(any ", suffix: ")")?.restoringAny ?? $0 }
    }

    /// `T` of `T...`.
    var repeated: TypeReference? { dropping(suffix: "...") }

    /// `T` of `[T]`, `Array<T>` and `Set<T>`; both `K` and `V` of a dictionary.
    var elements: [TypeReference]? {
        if let inner = dropping(prefix: "Array<", suffix: ">") ?? dropping(prefix: "Set<", suffix: ">") {
            return [inner]
        }
        guard let inner = dropping(prefix: "[", suffix: "]") else { return nil }
        var depth = 0
        for (offset, character) in inner.text.enumerated() {
            depth += "[(<".contains(character) ? 1 : "])>".contains(character) ? -1 : 0
            guard depth == 0, character == ":" else { continue }
            let key = inner.dropping(first: 0, last: inner.text.count - offset)
            let value = inner.dropping(first: offset + 1, last: 0)
            return [key, value].map { TypeReference(tokens: $0).withoutSpace }
        }
        return [inner]
    }

    private var withoutSpace: TypeReference {
        var reference = dropping(prefix: " ") ?? self
        if let shorter = reference.dropping(suffix: " ") { reference = shorter }
        return reference
    }

    private var restoringAny: TypeReference { TypeReference(tokens: [Token(text: "any ")] + tokens) }

    private func dropping(prefix: String = "", suffix: String = "") -> TypeReference? {
        let text = text
        guard text.hasPrefix(prefix), text.hasSuffix(suffix), text.count > prefix.count + suffix.count else {
            return nil
        }
        return TypeReference(tokens: dropping(first: prefix.count, last: suffix.count))
    }

    private func dropping(first: Int, last: Int) -> [Token] {
        var rest = first..<(text.count - last)
        var kept: [Token] = []
        for token in tokens {
            let piece = rest.clamped(to: 0..<token.text.count)
            let characters = token.text.dropFirst(piece.lowerBound).prefix(piece.count)
            if !characters.isEmpty { kept.append(Token(text: String(characters), identifier: token.identifier)) }
            rest = max(0, rest.lowerBound - token.text.count)..<max(0, rest.upperBound - token.text.count)
        }
        return kept
    }
}
