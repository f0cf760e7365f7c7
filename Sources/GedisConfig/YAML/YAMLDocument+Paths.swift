/// Keys with dots in them lead into mappings: `users.vito.password`.
extension YAMLDocument {
    /// The entry that a key leads to: of the document itself, or of a mapping in it.
    subscript(key: String) -> YAMLEntry? { entries.entry(at: key) }

    /// The keys that a key names, from the document's own inwards.
    func path(of key: String) -> [String] { entries.path(of: key) }

    /// The entry that a path leads to.
    func entry(at path: ArraySlice<String>, in entries: [YAMLEntry]) -> YAMLEntry? { entries.entry(at: path) }
}

extension [YAMLEntry] {
    /// The keys that a key names, from these entries inwards.
    func path(of key: String) -> [String] {
        if contains(where: { $0.key == key }) { return [key] }
        return key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }

    /// The entry that a key leads to: one of these, or of a mapping in them.
    func entry(at key: String) -> YAMLEntry? { entry(at: path(of: key)[...]) }

    /// The entry that a path leads to.
    func entry(at path: ArraySlice<String>) -> YAMLEntry? {
        guard let key = path.first, let entry = first(where: { $0.key == key }) else { return nil }
        return path.count == 1 ? entry : (entry.value.entries ?? []).entry(at: path.dropFirst())
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
