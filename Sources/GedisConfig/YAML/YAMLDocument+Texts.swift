/// A text in a document.
struct YAMLTextNode {
    /// The keys that lead to it, with dots between them; a list's texts have the list's.
    var key: String
    var node: YAMLNode

    /// What it says.
    var text: String { node.scalar?.text ?? "" }
}

extension YAMLDocument {
    /// All texts that are values, or in lists that are, in the order of the document.
    var texts: [YAMLTextNode] { entries.flatMap { Self.texts(in: $0.value, $0.key) } }

    private static func texts(in node: YAMLNode, _ key: String) -> [YAMLTextNode] {
        switch node.content {
        case .scalar: [YAMLTextNode(key: key, node: node)]
        case .sequence(let elements): elements.flatMap { texts(in: $0, key) }
        case .mapping(let entries): entries.flatMap { texts(in: $0.value, "\(key).\($0.key)") }
        }
    }

    /// The document with other texts in the place of some.
    ///
    /// - Parameter replacements: for each text of the document, in order, the new one, or nil where it stays
    /// - Returns: the new document.
    /// - Throws: `YAMLError` when that can't be done without changing something else.
    func replacingTexts(_ replacements: [String?]) throws(YAMLError) -> YAMLDocument {
        var bytes = source
        let texts = texts
        for (text, new) in zip(texts, replacements).reversed() {
            guard let new, let scalar = text.node.scalar else { continue }
            bytes.replaceSubrange(text.node.range, with: YAMLScalar.source(of: new, like: scalar.style).utf8)
        }
        let edited = try YAMLDocument(bytes)
        let expected = zip(texts, replacements).map { $1 ?? $0.text }
        guard edited.texts.map(\.text) == expected else {
            throw YAMLError(message: "cannot be changed without changing the rest of the file: edit it by hand")
        }
        return edited
    }
}
