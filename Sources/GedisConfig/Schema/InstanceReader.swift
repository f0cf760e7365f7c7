internal import GedisSettings

/// Reads what a document says into a definition, and finds all that is wrong with it.
struct InstanceReader {
    /// The repo's folder.
    var root: String
    /// The instance's name.
    var name: String
    /// Finds the files that say what the instance's own doesn't.
    var layers: LayerReader
    var secrets: any SecretStore
    var backendTypes: [BackendSchema]
    /// The keys of the machines that need what stands in a place.
    var machineKeys: @Sendable (SecretPlace) -> [String]
    /// What `${env:NAME}` stands for.
    var environment = Variables()

    /// What a document says, as far as it can be read.
    struct Reading<Definition: Sendable> {
        var definition: Definition
        var settings: [Setting] = []
        var problems: [Problem] = []
    }

    /// Reads an instance's own document, and the others that say what it doesn't. Keys that are wrong or missing have
    /// their defaults.
    func read<Definition: InstanceDefinition>(_ document: YAMLDocument, as: Definition.Type) -> Reading<Definition> {
        let document = layers.read(document)
        var reading = Reading(definition: Definition(), problems: document.problems)
        for field in Definition.schema { read(field, of: document, into: &reading) }
        do throws(SettingMistake) {
            let further = try reading.definition.furtherFields(backendTypes)
            for field in further { read(field, of: document, into: &reading) }
            let known = (Definition.schema + further).map { $0.info.section ?? $0.info.name }
            findUnknown(in: document.entries, of: document, known: known + Definition.groups.map(\.name), &reading)
        } catch {
            let value = document["type"]?.value
            let origin = value.map(document.origin) ?? document.ownOrigin
            reading.problems.append(Problem(file: origin.file, at: value?.position, key: "type", error.message))
        }
        for section in Set(Definition.schema.compactMap(\.info.section)) {
            check(section, Definition.schema, document, &reading)
        }
        for group in Definition.groups { read(group, of: document, into: &reading) }
        let own = document.ownOrigin.file
        func rank(_ problem: Problem) -> (Int, String, Int, Int) {
            (problem.file == own ? 0 : 1, problem.file, problem.line ?? 0, problem.column ?? 0)
        }
        reading.problems.sort { rank($0) < rank($1) }
        return reading
    }

    /// Checks that a mapping is one, and has no keys that do not exist.
    private func check<Definition: InstanceDefinition>(
        _ section: String, _ schema: [Field<Definition>], _ document: LayeredDocument,
        _ reading: inout Reading<Definition>
    ) {
        guard let value = document[section]?.value, !value.isNull else { return }
        let known = schema.filter { $0.info.section == section }.map {
            String($0.info.name.dropFirst(section.count + 1))
        }
        guard let entries = value.entries else {
            let message = "keys are expected here: \(known.joined(separator: ", "))"
            let file = document.origin(of: value).file
            return reading.problems.append(Problem(file: file, at: value.position, key: section, message))
        }
        findUnknown(in: entries, of: document, below: section + ".", known: known, &reading)
    }

    private func read<Definition: InstanceDefinition>(
        _ group: FieldGroup<Definition>, of document: LayeredDocument, into reading: inout Reading<Definition>
    ) {
        guard let value = document[group.name]?.value, !value.isNull else { return }
        guard let members = value.entries else {
            let message =
                "a mapping is expected here: names, and below each its keys (\(group.keys.joined(separator: ", ")))"
            let file = document.origin(of: value).file
            return reading.problems.append(Problem(file: file, at: value.position, key: group.name, message))
        }
        for member in members {
            let path = "\(group.name).\(member.key)"
            do throws(SettingMistake) {
                try group.check(member.key)
                guard member.value.isNull || member.value.entries != nil else {
                    throw SettingMistake(message: "keys are expected here: \(group.keys.joined(separator: ", "))")
                }
                for field in group.fields(member.key) { read(field, of: document, into: &reading) }
                let entries = member.value.entries ?? []
                findUnknown(in: entries, of: document, below: path + ".", known: group.keys, &reading)
            } catch {
                let file = document.origin(of: member.keyNode).file
                let position = member.keyNode.position
                reading.problems.append(Problem(file: file, at: position, key: path.visible, error.message))
            }
        }
    }

    private func read<Definition: InstanceDefinition>(
        _ field: Field<Definition>, of document: LayeredDocument, into reading: inout Reading<Definition>
    ) {
        let info = field.info
        let entry = document[info.name]
        let start = TextPosition(line: 1, column: 1)
        let origin = entry.map { document.origin(of: $0.value) } ?? document.ownOrigin
        let problem = Problem(file: origin.file, at: entry?.value.position ?? start, key: info.name, "")
        let place = FieldPlace(
            root: root, secrets: secrets, environment: environment, key: info.name, origin: origin,
            origins: document.origins, description: problem.place)
        if let assignTree = field.assignTree {
            return assignTree(&reading.definition, entry?.value, place)
        }
        if let assignSecrets = field.assignSecrets, let entry, let elements = entry.value.elements {
            let list = SecretList(elements, place, problem, environment)
            reading.problems += list.problems
            assignSecrets(&reading.definition, list.secrets)
            warn(
                ofPlain: list.plain, problem, isOwn: origin == document.ownOrigin, in: Definition.kind,
                &reading.problems)
            return reading.settings.append(
                Setting(
                    field: info, value: list.secrets.map(\.description).joined(separator: " "), isDefault: false,
                    line: entry.keyNode.position.line, file: document.origin(of: entry.keyNode).file,
                    secrets: list.secrets))
        }
        var written: String?
        do throws(SettingMistake) {
            written = try entry.flatMap { (entry) throws(SettingMistake) in try text(of: entry.value, for: field) }
            guard let text = written ?? info.defaultValue else {
                throw SettingMistake(message: "must be given: \(info.help)")
            }
            try field.assign(&reading.definition, try environment.expand(text), place)
        } catch {
            let element = error.element.flatMap { entry?.value.elements?[$0] }
            reading.problems.append(problem.saying(.error, error.message, at: element?.position))
        }
        let secret = info.isSecret ? Secret(written ?? "", at: place) : nil
        if let secret, !secret.isEmpty, !secret.isSealed, !Variables.areNamed(in: written ?? "") {
            warn(ofPlain: [nil], problem, isOwn: origin == document.ownOrigin, in: Definition.kind, &reading.problems)
        }
        if let warning = written.flatMap({ field.warning?($0) }) {
            reading.problems.append(problem.saying(.warning, warning))
        }
        let canonical = written.flatMap { try? field.canonical($0) }
        reading.settings.append(
            Setting(
                field: info,
                value: secret?.description ?? written.map { field.shown?($0) ?? $0 } ?? info.defaultValue ?? "",
                isDefault: written == nil || canonical == info.defaultValue,
                line: entry?.keyNode.position.line,
                file: entry.map { document.origin(of: $0.keyNode).file },
                expanded: info.isSecret ? nil : written.flatMap { try? environment.expand($0) },
                secrets: secret.map { $0.isEmpty ? [] : [$0] } ?? []))
    }

    /// Warns of secrets in plain text.
    ///
    /// - Parameters:
    ///   - positions: where they stand; nil for where the value does
    ///   - problem: names the value's place
    ///   - isOwn: whether they stand in the instance's own file
    ///   - kind: what the instance is
    ///   - problems: gets the warnings
    private func warn(
        ofPlain positions: [TextPosition?], _ problem: Problem, isOwn: Bool, in kind: InstanceKind,
        _ problems: inout [Problem]
    ) {
        let verb = isOwn ? "\(kind) set \(name) --seal" : "config seal"
        for position in positions {
            problems.append(problem.saying(.warning, "written in plain text; 'gedis \(verb)' seals it", at: position))
        }
    }

    /// What a value says; nil where it says nothing. A list says its texts with spaces between them.
    private func text<Definition>(of value: YAMLNode, for field: Field<Definition>) throws(SettingMistake) -> String? {
        if let scalar = value.scalar { return scalar.isNull ? nil : scalar.text }
        guard field.isList else {
            throw SettingMistake(message: "one value is expected here, not a list or a mapping")
        }
        guard let elements = value.elements, elements.allSatisfy({ $0.scalar != nil }) else {
            throw SettingMistake(message: "text or a list of texts is expected here")
        }
        var texts: [String] = []
        for (index, element) in elements.enumerated() {
            do throws(SettingMistake) {
                let text = try environment.expand(element.scalar?.text ?? "")
                texts.append(try field.canonical(field.listElement?(text) ?? text))
            } catch {
                throw SettingMistake(message: error.message, element: index)
            }
        }
        return texts.joined(separator: " ")
    }

    private func findUnknown<Definition: InstanceDefinition>(
        in entries: [YAMLEntry], of document: LayeredDocument, below parent: String = "", known: [String],
        _ reading: inout Reading<Definition>
    ) {
        for entry in entries where !known.contains(entry.key) {
            let origin = document.origin(of: entry.keyNode)
            // What all backends have in common is not of each type.
            if !origin.prefix.isEmpty, parent.isEmpty, isKnown(entry.key, of: Definition.kind) { continue }
            let suggestion = Suggestion.text(for: entry.key, among: known)
            let advice = suggestion.isEmpty ? "; there are \(known.joined(separator: ", "))" : suggestion
            let key = parent + entry.key.visible
            reading.problems.append(
                Problem(file: origin.file, at: entry.keyNode.position, key: key, "no such key" + advice))
        }
    }

    /// Whether any instance of a kind can have a key because of what it says.
    private func isKnown(_ key: String, of kind: InstanceKind) -> Bool {
        kind == .backend && backendTypes.contains { $0.settings.contains { $0.name == key } }
    }
}
