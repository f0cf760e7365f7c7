extension ConfigRepo {
    /// Seals every secret of the repo anew with a new key, for the place where it stands. The older keys are kept: other repos may need them.
    ///
    /// Whenever the process ends, each secret can be opened: the new key is on the disk, with the older ones, before the
    /// first file is written.
    ///
    /// - Returns: the files that were changed, from the repo's folder on.
    /// - Throws: `ConfigError` with all secrets that cannot be opened, or when a file is no YAML; then nothing is changed.
    @discardableResult
    public func rekey() throws(ConfigError) -> [String] {
        try change { () throws(ConfigError) in
            let sealed = try findSealed()
            guard !sealed.isEmpty else { return [] }
            try secrets.renewKey()
            return try sealAnew(sealed)
        }
    }

    /// Forgets all keys but the newest, with which everything is sealed that an older one sealed in this repo.
    ///
    /// - Returns: the files that were changed, from the repo's folder on.
    /// - Throws: `ConfigError` with all secrets that cannot be opened, or when a file is no YAML; then nothing is changed.
    @discardableResult
    public func forgetOldKeys() throws(ConfigError) -> [String] {
        try change { () throws(ConfigError) in
            let files = try sealAnew(try findSealed())
            try secrets.forgetOldKeys()
            return files
        }
    }

    /// A file that holds sealed texts.
    struct SealedFile {
        /// Its path from the repo's folder.
        var path: String
        var document: YAMLDocument
    }

    /// The files in which something is sealed, whatever its key is called and whether the rest of the file is right.
    func findSealed() throws(ConfigError) -> [SealedFile] {
        var files: [SealedFile] = []
        var problems: [Problem] = []
        for path in try definitionFiles() {
            let document = try document(at: path)
            let sealed = document.texts.filter { secrets.isSealed($0.text) }
            for text in sealed {
                do throws(ConfigError) {
                    _ = try secrets.open(text.text, for: SecretPlace(file: path, key: text.key))
                } catch {
                    problems.append(Problem(file: path, at: text.node.position, error.description))
                }
            }
            if !sealed.isEmpty { files.append(SealedFile(path: path, document: document)) }
        }
        guard problems.isEmpty else { throw ConfigError(problems) }
        return files
    }

    /// Seals what is not sealed as it would be now.
    func sealAnew(_ files: [SealedFile]) throws(ConfigError) -> [String] {
        let needs = MachineNeeds(in: self)
        var changed: [String] = []
        for file in files {
            var replacements: [String?] = []
            for text in file.document.texts {
                let place = SecretPlace(file: file.path, key: text.key)
                let keys = needs.keys(for: place)
                let isFinished =
                    secrets.isSealed(text.text) ? try secrets.isCurrent(text.text, for: place, machines: keys) : true
                let opened = isFinished ? nil : try secrets.open(text.text, for: place)
                replacements.append(
                    try opened.map { plain throws(ConfigError) in
                        try secrets.seal(plain, for: place, machines: keys)
                    })
            }
            guard replacements.contains(where: { $0 != nil }) else { continue }
            let new: YAMLDocument
            do throws(YAMLError) {
                new = try file.document.replacingTexts(replacements)
            } catch {
                throw ConfigError([Problem(file: file.path, at: error.position, error.message)])
            }
            try AtomicFile.prepare(new.source, for: path(of: file.path)).commit()
            changed.append(file.path)
        }
        return changed
    }
}
