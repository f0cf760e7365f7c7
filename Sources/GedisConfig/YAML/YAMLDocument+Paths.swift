/// Keys with dots in them lead into mappings: `users.vito.password`.
extension YAMLDocument {
    /// The entry that a key leads to: of the document itself, or of a mapping in it.
    subscript(key: String) -> YAMLEntry? {
        let path = path(of: key)
        return entry(at: path[...], in: entries)
    }

    /// The keys that a key names, from the document's own inwards.
    func path(of key: String) -> [String] {
        if entries.contains(where: { $0.key == key }) { return [key] }
        return key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }

    /// The entry that a path leads to.
    func entry(at path: ArraySlice<String>, in entries: [YAMLEntry]) -> YAMLEntry? {
        guard let first = path.first, let entry = entries.first(where: { $0.key == first }) else { return nil }
        return path.count == 1 ? entry : self.entry(at: path.dropFirst(), in: entry.value.entries ?? [])
    }
}

extension YAMLNode {
    /// The entries, where the node is a mapping.
    var entries: [YAMLEntry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    /// Whether the node says that there is no value.
    var isNull: Bool { scalar?.isNull == true }
}
