extension ConfigRepo {
    /// Makes an instance: a file with all keys, their defaults and what they mean.
    ///
    /// - Parameters:
    ///   - kind: what it is
    ///   - name: its name
    ///   - assignments: the values that shall not be the defaults; secrets are sealed
    ///   - replacing: whether an instance of the name is replaced; its other files stay
    /// - Returns: the instance's file, from the repo's folder on.
    /// - Throws: `ConfigError` of code `exists` when there is one, and when a value is wrong.
    @discardableResult
    public func create(
        _ kind: InstanceKind, _ name: String, _ assignments: [Assignment] = [], replacing: Bool = false
    ) throws(ConfigError) -> String {
        func create<D: InstanceDefinition>(_ type: D.Type) throws(ConfigError) -> String {
            try createInstance(type, name, assignments, replacing: replacing)
        }
        return try create(kind.definition)
    }

    private func createInstance<D: InstanceDefinition>(
        _ type: D.Type, _ name: String, _ assignments: [Assignment], replacing: Bool
    ) throws(ConfigError) -> String {
        try Self.checkName(name, of: D.kind)
        // A mistake makes nothing, not even the repo's folder.
        _ = try newDocument(type, name, assignments)
        return try change { () throws(ConfigError) in
            guard replacing || !exists(D.kind, name) else {
                throw ConfigError(
                    .exists, "\(D.kind) \(name) exists already: change it with 'gedis \(D.kind) set \(name)'")
            }
            try FileSystem.refuseLink(folder(of: D.kind))
            try FileSystem.makeFolder(folder(of: D.kind))
            try finishDeletion(D.kind, name)
            let document = try newDocument(type, name, assignments)
            try AtomicFile.prepare(document.source, for: file(of: D.kind, name)).commit()
            return Self.file(D.kind, name)
        }
    }

    private func newDocument<D: InstanceDefinition>(
        _ type: D.Type, _ name: String, _ assignments: [Assignment]
    ) throws(ConfigError) -> YAMLDocument {
        let editor = InstanceEditor<D>(reader: reader(of: D.kind, name))
        // A backend's type says which other keys there are, and what a server extends says keys itself.
        let decisive = assignments.filter { ["type", LayerReader.key].contains($0.key) }
        let start = try editor.setting(decisive, in: try document([], of: D.kind, name))
        let template = editor.template(for: start)
        let document = try editor.setting(assignments, in: try self.document(Array(template.utf8), of: D.kind, name))
        try editor.require(editor.read(document).problems.filter { $0.severity == .error })
        return document
    }
}
