extension ConfigRepo {
    /// Makes an instance like another one: its definition, and its folder with namespaces, certificate and key. Secrets
    /// are sealed anew, for the place where they then stand.
    ///
    /// - Parameters:
    ///   - kind: what it is
    ///   - name: the instance's name
    ///   - new: the other's name
    ///   - assignments: the values that the other has otherwise
    /// - Throws: `ConfigError` of code `notFound` when there is no such instance, of code `exists` when there is one of the
    ///   other name or a folder of it, and when a secret cannot be opened. Nothing is changed then.
    public func copy(
        _ kind: InstanceKind, _ name: String, to new: String, _ assignments: [Assignment] = []
    ) throws(ConfigError) {
        try requireCopy(kind, name, to: new)
        try change { () throws(ConfigError) in try makeCopy(kind, name, to: new, assignments) }
    }

    /// Gives an instance another name. Secrets are sealed anew, for the place where they then stand.
    ///
    /// The instance of the other name is whole before the one that it was goes: should the process die between the two,
    /// both are there.
    ///
    /// - Parameters:
    ///   - kind: what it is
    ///   - name: the instance's name
    ///   - new: its name from then on
    /// - Throws: what `copy` throws, and when the old files cannot be removed. All is as it was then.
    public func rename(_ kind: InstanceKind, _ name: String, to new: String) throws(ConfigError) {
        try requireCopy(kind, name, to: new)
        try change { () throws(ConfigError) in
            try makeCopy(kind, name, to: new, [])
            do throws(ConfigError) {
                try remove(kind, name)
            } catch {
                // From when the definition is gone the other one is what is left.
                if exists(kind, name) { try? remove(kind, new) }
                throw error
            }
        }
    }

    private func requireCopy(_ kind: InstanceKind, _ name: String, to new: String) throws(ConfigError) {
        try Self.checkName(new, of: kind)
        try requireExistence(kind, name)
        guard !exists(kind, new) else { throw ConfigError(.exists, "\(kind) \(new) exists already") }
    }

    private func makeCopy(
        _ kind: InstanceKind, _ name: String, to new: String, _ assignments: [Assignment]
    ) throws(ConfigError) {
        func document<D: InstanceDefinition>(_ type: D.Type) throws(ConfigError) -> YAMLDocument {
            let editor = InstanceEditor<D>(reader: reader(of: kind, new))
            let own = (Self.file(kind, name), Self.file(kind, new))
            var document = try resealed(own.0, for: own.1)
            let header = InstanceHeader.line(kind, name)
            if document.source.starts(with: header.utf8) {
                let rest = document.source.dropFirst(header.utf8.count)
                document = try self.document(Array(InstanceHeader.line(kind, new).utf8) + rest, of: kind, new)
            }
            return try editor.setting(assignments, in: document)
        }
        try requireCopy(kind, name, to: new)
        try finishDeletion(kind, new)
        let (folder, newFolder) = (folder(of: kind, name), folder(of: kind, new))
        guard FileSystem.kind(of: newFolder) == .missing else {
            throw ConfigError(.exists, "there is a folder \(newFolder) already: move it away first")
        }
        let definition = try document(kind.definition)
        var overlays: [(file: String, document: YAMLDocument)] = []
        for overlay in try self.overlays(of: kind, name) {
            let file = DefinitionFile.path("\(kind)/\(new)", overlay.environment)
            overlays.append((file, try resealed(overlay.file, for: file)))
        }
        // Readers see no half of a folder.
        let draft = "\(self.folder(of: kind))/.\(new).copy"
        do throws(ConfigError) {
            try FileSystem.removeTree(draft)
            if FileSystem.kind(of: folder) == .folder {
                try FileSystem.copyTree(folder, to: draft)
                try FileSystem.move(draft, to: newFolder)
            }
            for overlay in overlays {
                try AtomicFile.prepare(overlay.document.source, for: path(of: overlay.file)).commit()
            }
            try AtomicFile.prepare(definition.source, for: file(of: kind, new)).commit()
        } catch {
            for overlay in overlays { try? FileSystem.removeFile(path(of: overlay.file)) }
            try? FileSystem.removeTree(draft)
            try? FileSystem.removeTree(newFolder)
            throw error
        }
    }

    /// A file's document as another file has it.
    private func resealed(_ file: String, for new: String) throws(ConfigError) -> YAMLDocument {
        let old = try document(at: file)
        let needs = MachineNeeds(in: self)
        var replacements: [String?] = []
        var problems: [Problem] = []
        for text in old.texts {
            guard secrets.isSealed(text.text) else {
                replacements.append(nil)
                continue
            }
            do throws(ConfigError) {
                let plain = try secrets.open(text.text, for: SecretPlace(file: file, key: text.key))
                let place = SecretPlace(file: new, key: text.key)
                replacements.append(try secrets.seal(plain, for: place, machines: needs.keys(for: place)))
            } catch {
                problems.append(Problem(file: file, at: text.node.position, key: text.key, error.description))
            }
        }
        guard problems.isEmpty else { throw ConfigError(problems) }
        do throws(YAMLError) {
            return try old.replacingTexts(replacements)
        } catch {
            throw ConfigError([Problem(file: file, at: error.position, error.message)])
        }
    }
}

extension FileSystem {
    /// Copies a folder with all that lies in it, with the files' permissions. Drafts of files are left out.
    static func copyTree(_ path: String, to new: String) throws(ConfigError) {
        try makeFolder(new)
        for name in try names(in: path) {
            let (old, copy) = ("\(path)/\(name)", "\(new)/\(name)")
            switch kind(of: old) {
            case .folder: try copyTree(old, to: copy)
            case .file where AtomicFile.isDraft(name): break
            default: try AtomicFile.prepare(try read(old, limit: .max), for: copy, mode: mode(of: old)).commit()
            }
        }
    }
}
