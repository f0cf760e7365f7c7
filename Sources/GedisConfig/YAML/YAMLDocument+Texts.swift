extension YAMLDocument {
    /// All texts that are values, or in lists that are, in the order of the document.
    var texts: [YAMLNode] { entries.flatMap { Self.texts(in: $0.value) } }

    private static func texts(in node: YAMLNode) -> [YAMLNode] {
        switch node.content {
        case .scalar: [node]
        case .sequence(let elements): elements.flatMap { texts(in: $0) }
        case .mapping(let entries): entries.flatMap { texts(in: $0.value) }
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
        for (node, new) in zip(texts, replacements).reversed() {
            guard let new, let scalar = node.scalar else { continue }
            bytes.replaceSubrange(node.range, with: YAMLScalar.source(of: new, like: scalar.style).utf8)
        }
        let edited = try YAMLDocument(bytes)
        let expected = zip(texts, replacements).map { $1 ?? $0.scalar?.text }
        guard edited.texts.map({ $0.scalar?.text }) == expected else {
            throw YAMLError(message: "cannot be changed without changing the rest of the file: edit it by hand")
        }
        return edited
    }
}
