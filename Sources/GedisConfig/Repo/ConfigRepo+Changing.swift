extension ConfigRepo {
    /// Sets some keys of an instance and takes others out of its file; the rest of the file stays as it is.
    ///
    /// - Parameters:
    ///   - kind: what it is
    ///   - name: its name
    ///   - assignments: the new values; secrets are sealed
    ///   - keys: the keys to take out, which then have their defaults
    /// - Returns: what is still wrong, or deserves a warning, in the changed file.
    /// - Throws: `ConfigError` when there is no such instance or a value is wrong; then the file is as before.
    @discardableResult
    public func set(
        _ kind: InstanceKind, _ name: String, _ assignments: [Assignment], removing keys: [String] = []
    ) throws(ConfigError) -> [Problem] {
        func set<D: InstanceDefinition>(_ type: D.Type) throws(ConfigError) -> [Problem] {
            let editor = InstanceEditor<D>(reader: reader(of: kind, name))
            return try edit(kind, name) { (old) throws(ConfigError) in
                let removed = try editor.removing(keys, from: old)
                let new = try editor.setting(assignments, in: removed)
                let problems = editor.read(new).problems
                // What was wrong before doesn't keep anyone from putting the rest right.
                let known = editor.read(old).problems.map(\.message)
                try editor.require(problems.filter { $0.severity == .error && !known.contains($0.message) })
                return (new, problems)
            }
        }
        try requireExistence(kind, name)
        return try set(kind.definition)
    }

    /// Seals the secrets of an instance that stand in its file in plain text.
    ///
    /// - Returns: the keys that were sealed.
    /// - Throws: `ConfigError` when there is no such instance or a secret cannot be sealed.
    @discardableResult
    public func seal(_ kind: InstanceKind, _ name: String) throws(ConfigError) -> [String] {
        func seal<D: InstanceDefinition>(_ type: D.Type) throws(ConfigError) -> [String] {
            let editor = InstanceEditor<D>(reader: reader(of: kind, name))
            return try edit(kind, name) { (old) throws(ConfigError) in try editor.sealing(old) }
        }
        try requireExistence(kind, name)
        return try seal(kind.definition)
    }

    /// Puts a whole new text in place of an instance's file, as after an editor. The text must be right.
    ///
    /// - Parameters:
    ///   - kind: what it is
    ///   - name: its name
    ///   - text: the new text
    ///   - original: the text that the editor began with; where the file says something else by now, nothing is written
    /// - Returns: what deserves a warning in the new text.
    /// - Throws: `ConfigError` with all problems of the new text; then the file is as before.
    @discardableResult
    public func replace(
        _ kind: InstanceKind, _ name: String, with text: String, original: String? = nil
    ) throws(ConfigError) -> [Problem] {
        func replace<D: InstanceDefinition>(_ type: D.Type) throws(ConfigError) -> [Problem] {
            let new = try document(Array(text.utf8), of: kind, name)
            let problems = reader(of: kind, name).read(new, as: type).problems
            // What is wrong in other files is not this text's fault.
            let own = problems.filter { $0.severity == .error && $0.file == Self.file(kind, name) }
            guard own.isEmpty else { throw ConfigError(problems) }
            return try change { () throws(ConfigError) in
                if let original, try self.text(of: kind, name) != original {
                    throw ConfigError(
                        .exists, "\(Self.file(kind, name)) was changed by someone else meanwhile: edit it again")
                }
                try AtomicFile.prepare(new.source, for: file(of: kind, name)).commit()
                return problems
            }
        }
        try requireExistence(kind, name)
        return try replace(kind.definition)
    }

    private func edit<R>(
        _ kind: InstanceKind, _ name: String, _ body: (YAMLDocument) throws(ConfigError) -> (YAMLDocument, R)
    ) throws(ConfigError) -> R {
        try change { () throws(ConfigError) in
            let old = try document(of: kind, name)
            let (new, result) = try body(old)
            if new.source != old.source {
                try AtomicFile.prepare(new.source, for: file(of: kind, name)).commit()
            }
            return result
        }
    }
}
