internal import GedisSettings

extension YAMLTextNode {
    /// Whether it says something that is neither sealed nor a variable's.
    func isPlain(for secrets: any SecretStore) -> Bool {
        !node.isNull && !text.isEmpty && !secrets.isSealed(text) && !Variables.areNamed(in: text)
    }
}

extension ConfigRepo {
    /// Seals what is secret and stands in plain text, in all files of the repo: those of instances, for environments too,
    /// templates, and the repo's own.
    ///
    /// - Returns: the files that were changed, with the keys.
    /// - Throws: `ConfigError` when a file is no YAML, or a secret cannot be sealed.
    public func sealAll() throws(ConfigError) -> [(file: String, keys: [String])] {
        try change { () throws(ConfigError) in
            let needs = MachineNeeds(in: self)
            var sealed: [(file: String, keys: [String])] = []
            for file in try definitionFiles() {
                let old = try document(at: file)
                var keys: [String] = []
                var replacements: [String?] = []
                for text in old.texts {
                    guard isPlainSecret(text, in: file) else {
                        replacements.append(nil)
                        continue
                    }
                    let place = SecretPlace(file: file, key: text.key)
                    replacements.append(try secrets.seal(text.text, for: place, machines: needs.keys(for: place)))
                    if keys.last != text.key { keys.append(text.key) }
                }
                guard !keys.isEmpty else { continue }
                let new: YAMLDocument
                do throws(YAMLError) {
                    new = try old.replacingTexts(replacements)
                } catch {
                    throw ConfigError([Problem(file: file, at: error.position, error.message)])
                }
                try AtomicFile.prepare(new.source, for: path(of: file)).commit()
                sealed.append((file, keys))
            }
            return sealed
        }
    }

    private func isPlainSecret(_ text: YAMLTextNode, in file: String) -> Bool {
        guard text.isPlain(for: secrets) else { return false }
        let folder = file.contains("/") ? file.prefix { $0 != "/" } : ""
        guard folder.isEmpty else {
            let kind = InstanceKind(rawValue: String(folder)) ?? .server
            return isSecret(text.key, of: kind)
        }
        return InstanceKind.allCases.contains { kind in
            let prefix = RepoFile.prefix(of: kind)
            return text.key.hasPrefix(prefix) && isSecret(String(text.key.dropFirst(prefix.count)), of: kind)
        }
    }
}
