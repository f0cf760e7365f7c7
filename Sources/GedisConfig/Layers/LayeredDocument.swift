/// A definition as the files that it is made of say it together.
struct LayeredDocument: Sendable {
    /// The files, or parts of them. A node names its own by an index.
    var origins: [LayerOrigin] = []
    /// The entries of the mapping. What an earlier layer says holds; mappings are merged.
    var entries: [YAMLEntry] = []
    /// What is wrong with the files, besides what the keys say.
    var problems: [Problem] = []
    /// The texts of the files besides the instance's own, by their paths from the repo's folder.
    var texts: [String: String] = [:]
    /// The index of the instance's own file.
    var own = 0

    /// The instance's own file.
    var ownOrigin: LayerOrigin { origins[own] }

    /// Whether other files than its own say keys of the instance, or are there for it.
    var isShared: Bool { origins.count > 1 || texts[DefinitionFile.path(DefinitionFile.repo)] != nil }

    /// The file, or the part of one, in which a node stands.
    func origin(of node: YAMLNode) -> LayerOrigin { origins[node.layer] }

    /// The entry that a key leads to.
    subscript(key: String) -> YAMLEntry? { entries.entry(at: key) }

    /// Adds what a file says of the keys that no file before it has.
    mutating func add(_ entries: [YAMLEntry], from origin: LayerOrigin) {
        let layer = origins.count
        origins.append(origin)
        self.entries = self.entries.over(entries.map { $0.inLayer(layer) })
    }
}

extension [YAMLEntry] {
    /// These entries, and those of others whose keys they don't have. Mappings that both have are merged.
    fileprivate func over(_ others: [YAMLEntry]) -> [YAMLEntry] {
        var merged = self
        for other in others {
            guard let index = merged.firstIndex(where: { $0.key == other.key }) else {
                merged.append(other)
                continue
            }
            guard let upper = merged[index].value.entries, let lower = other.value.entries else { continue }
            merged[index].value.content = .mapping(upper.over(lower))
        }
        return merged
    }
}

extension YAMLEntry {
    fileprivate func inLayer(_ layer: Int) -> YAMLEntry {
        YAMLEntry(key: key, keyNode: keyNode.inLayer(layer), value: value.inLayer(layer))
    }
}

extension YAMLNode {
    fileprivate func inLayer(_ layer: Int) -> YAMLNode {
        var node = self
        node.layer = layer
        switch content {
        case .scalar: break
        case .sequence(let elements): node.content = .sequence(elements.map { $0.inLayer(layer) })
        case .mapping(let entries): node.content = .mapping(entries.map { $0.inLayer(layer) })
        }
        return node
    }
}
