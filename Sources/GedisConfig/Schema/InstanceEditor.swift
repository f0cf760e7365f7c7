internal import GedisSettings

/// Changes an instance's document as its kind's keys allow.
struct InstanceEditor<Definition: InstanceDefinition> {
    var reader: InstanceReader

    func read(_ document: YAMLDocument) -> InstanceReader.Reading<Definition> {
        reader.read(document, as: Definition.self)
    }

    /// The document with values set, in the form that their keys ask for and secrets sealed.
    ///
    /// - Throws: `ConfigError` with a line for each assignment that is wrong.
    func setting(_ assignments: [Assignment], in document: YAMLDocument) throws(ConfigError) -> YAMLDocument {
        var document = document
        var mistakes: [String] = []
        for assignment in assignments.sorted(by: { $0.key == "type" && $1.key != "type" }) {
            do throws(SettingMistake) {
                var field = try field(assignment.key, in: document)
                if assignment.isSecret { field.info.isSecret = true }
                let isVariable = Variables.areNamed(in: assignment.value)
                let value = isVariable ? assignment.value : try field.canonical(assignment.value)
                document = try set(field, to: value, in: document)
                _ = try read(document).definition.furtherFields(reader.backendTypes)
            } catch {
                mistakes.append("\(assignment.key.visible): \(error.message)")
                if assignment.key == "type" { break }
            }
        }
        guard mistakes.isEmpty else { throw ConfigError(.invalid, mistakes.joined(separator: "\n")) }
        return document
    }

    /// The document without some keys, which then have their defaults.
    ///
    /// - Throws: `ConfigError` for a key that the kind doesn't have.
    func removing(_ keys: [String], from document: YAMLDocument) throws(ConfigError) -> YAMLDocument {
        var document = document
        for key in keys {
            do throws(SettingMistake) {
                // A key that is in the file and should not be can be taken out of it too.
                if document[key] == nil { try requireKey(key, in: document) }
                document = try edit { () throws(YAMLError) in try document.removing(key) }
            } catch {
                throw ConfigError(.invalid, "\(key.visible): \(error.message)")
            }
        }
        return document
    }

    /// The document with every secret sealed that was written in plain text, and those keys.
    ///
    /// - Throws: `ConfigError` when a secret cannot be sealed.
    func sealing(_ document: YAMLDocument) throws(ConfigError) -> (document: YAMLDocument, keys: [String]) {
        var keys: [String] = []
        var replacements: [String?] = []
        for text in document.texts {
            guard text.isPlain(for: reader.secrets), let field = try? field(text.key, in: document), field.info.isSecret
            else {
                replacements.append(nil)
                continue
            }
            let place = SecretPlace(file: reader.layers.file, key: text.key)
            replacements.append(
                try reader.secrets.seal(text.text, for: place, machines: reader.machineKeys(place)))
            if keys.last != text.key { keys.append(text.key) }
        }
        do throws(YAMLError) {
            return (try document.replacingTexts(replacements), keys)
        } catch {
            throw ConfigError([Problem(file: reader.layers.file, at: error.position, error.message)])
        }
    }

    /// - Throws: `ConfigError` with the problems, if there are any.
    func require(_ problems: [Problem]) throws(ConfigError) {
        guard problems.isEmpty else { throw ConfigError(problems) }
    }

    /// The text of a new file: every key with its default and what it means. Where other files say keys too, it says none,
    /// so that theirs hold.
    ///
    /// - Parameter start: the document with what decides which keys and files there are
    /// - Returns: the text.
    func template(for start: YAMLDocument) -> String {
        let header = InstanceHeader.lines(Definition.kind, reader.name, in: reader.layers.files)
        guard !reader.layers.read(start).isShared else { return header }
        let definition = read(start).definition
        let further = (try? definition.furtherFields(reader.backendTypes)) ?? []
        var lines: [(text: String, help: String)] = []
        var sections: Set<String> = []
        for field in Definition.schema + further {
            guard let value = field.info.defaultValue else { continue }
            let source = YAMLScalar.source(of: value, isText: field.isText)
            if let section = field.info.section {
                if sections.insert(section).inserted { lines.append(("\(section):", "")) }
                lines.append(("  \(field.info.name.dropFirst(section.count + 1)): \(source)", field.info.help))
            } else {
                lines.append(("\(field.info.name): \(source)", field.info.help))
            }
        }
        let width = (lines.map(\.text.count).max() ?? 0) + 2
        return header
            + lines.map { text, help in
                help.isEmpty ? text + "\n" : "\(text)\(String(repeating: " ", count: width - text.count))# \(help)\n"
            }.joined()
    }

    private func field(_ key: String, in document: YAMLDocument) throws(SettingMistake) -> Field<Definition> {
        var fields = Definition.schema + (try read(document).definition.furtherFields(reader.backendTypes))
        let path = key.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        for group in Definition.groups {
            if path.count > 1, path[0] == group.name { try group.check(path[1]) }
            fields += group.fields(path.count > 1 ? path[1] : group.placeholder)
        }
        if let field = fields.first(where: { $0.info.name == key }) { return field }
        if let tree = fields.first(where: { $0.assignTree != nil && key.hasPrefix($0.info.name + ".") }) {
            return tree.leaf(key)
        }
        let names = fields.map(\.info.name)
        let suggestion = Suggestion.text(for: key, among: names)
        let advice = suggestion.isEmpty ? "; there are \(names.joined(separator: ", "))" : suggestion
        throw SettingMistake(message: "no such key of a \(Definition.kind)\(advice)")
    }

    /// - Throws: `SettingMistake` when a key that isn't in the document couldn't be there.
    private func requireKey(_ key: String, in document: YAMLDocument) throws(SettingMistake) {
        let path = key.split(separator: ".").map(String.init)
        guard let group = Definition.groups.first(where: { $0.name == path.first }), path.count < 3 else {
            _ = try field(key, in: document)
            return
        }
        let members = (document[group.name]?.value.entries ?? []).map { "\(group.name).\($0.key)" }
        throw SettingMistake(message: "is not in the file\(Suggestion.text(for: key, among: members))")
    }

    private func set(
        _ field: Field<Definition>, to value: String, in document: YAMLDocument
    ) throws(SettingMistake) -> YAMLDocument {
        var text = value
        if field.info.isSecret, !value.isEmpty, !Variables.areNamed(in: value) {
            do throws(ConfigError) {
                let place = SecretPlace(Definition.kind, reader.name, field.info.name)
                text = try reader.secrets.seal(value, for: place, machines: reader.machineKeys(place))
            } catch {
                throw SettingMistake(message: error.description)
            }
        }
        return try edit { () throws(YAMLError) in
            try document.setting(field.info.name, to: text, isText: field.isText)
        }
    }

    private func edit(_ body: () throws(YAMLError) -> YAMLDocument) throws(SettingMistake) -> YAMLDocument {
        do throws(YAMLError) {
            return try body()
        } catch {
            throw SettingMistake(message: error.message)
        }
    }
}
