/// What the entries shall say after an edit: edits are made in the text and held against this.
extension [YAMLEntry] {
    /// The entries with a value at a path, and with the mappings that lead to it.
    func setting(_ value: YAMLNode.Content, at path: ArraySlice<String>) -> [YAMLEntry] {
        guard let key = path.first else { return self }
        var entries = self
        let index = firstIndex { $0.key == key }
        let inner = index.flatMap { self[$0].value.entries } ?? []
        let content = path.count == 1 ? value : .mapping(inner.setting(value, at: path.dropFirst()))
        if let index {
            entries[index].value.content = content
        } else {
            let nowhere = YAMLNode(content: content, position: TextPosition(line: 1, column: 1), range: 0..<0)
            entries.append(YAMLEntry(key: key, keyNode: nowhere, value: nowhere))
        }
        return entries
    }

    /// The entries without that of a path.
    ///
    /// - Parameters:
    ///   - path: the keys that lead to it
    ///   - empty: what is left of an inner mapping that had no other entry
    /// - Returns: the other entries; all, where there is no such entry.
    func removing(_ path: ArraySlice<String>, leaving empty: YAMLNode.Content) -> [YAMLEntry] {
        guard let index = firstIndex(where: { $0.key == path.first }) else { return self }
        var entries = self
        if path.count == 1 {
            entries.remove(at: index)
        } else {
            let inner = (self[index].value.entries ?? []).removing(path.dropFirst(), leaving: empty)
            entries[index].value.content = inner.isEmpty ? empty : .mapping(inner)
        }
        return entries
    }
}

extension YAMLNode.Content {
    /// A value that isn't written.
    static let null = YAMLNode.Content.scalar(YAMLScalar(text: "", style: .plain))
}
