internal import GedisSettings

/// Reads what a document says into a definition, and finds all that is wrong with it.
struct InstanceReader {
    /// The repo's folder.
    var root: String
    /// The file, from the repo's folder on.
    var file: String
    /// The instance's name.
    var name: String
    var secrets: any SecretStore
    var backendTypes: [BackendSchema]
    /// What `${env:NAME}` stands for.
    var environment = Variables()

    /// What a document says, as far as it can be read.
    struct Reading<Definition: Sendable> {
        var definition: Definition
        var settings: [Setting] = []
        var problems: [Problem] = []
    }

    /// Reads a document. Keys that are wrong or missing have their defaults.
    func read<Definition: InstanceDefinition>(_ document: YAMLDocument, as: Definition.Type) -> Reading<Definition> {
        var reading = Reading(definition: Definition())
        for field in Definition.schema { read(field, of: document, into: &reading) }
        do throws(SettingMistake) {
            let further = try reading.definition.furtherFields(backendTypes)
            for field in further { read(field, of: document, into: &reading) }
            let known = (Definition.schema + further).map { $0.info.section ?? $0.info.name }
            findUnknown(in: document.entries, known: known + Definition.groups.map(\.name), &reading)
        } catch {
            let position = document["type"]?.value.position
            reading.problems.append(Problem(file: file, at: position, key: "type", error.message))
        }
        for section in Set(Definition.schema.compactMap(\.info.section)) {
            check(section, Definition.schema, document, &reading)
        }
        for group in Definition.groups { read(group, of: document, into: &reading) }
        reading.problems.sort { ($0.line ?? 0, $0.column ?? 0) < ($1.line ?? 0, $1.column ?? 0) }
        return reading
    }

    /// Checks that a mapping is one, and has no keys that do not exist.
    private func check<Definition>(
        _ section: String, _ schema: [Field<Definition>], _ document: YAMLDocument, _ reading: inout Reading<Definition>
    ) {
        guard let value = document[section]?.value, !value.isNull else { return }
        let known = schema.filter { $0.info.section == section }.map {
            String($0.info.name.dropFirst(section.count + 1))
        }
        guard let entries = value.entries else {
            let message = "keys are expected here: \(known.joined(separator: ", "))"
            return reading.problems.append(Problem(file: file, at: value.position, key: section, message))
        }
        findUnknown(in: entries, of: section + ".", known: known, &reading)
    }

    private func read<Definition: InstanceDefinition>(
        _ group: FieldGroup<Definition>, of document: YAMLDocument, into reading: inout Reading<Definition>
    ) {
        guard let value = document[group.name]?.value, !value.isNull else { return }
        guard let members = value.entries else {
            let message =
                "a mapping is expected here: names, and below each its keys (\(group.keys.joined(separator: ", ")))"
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
                findUnknown(in: member.value.entries ?? [], of: path + ".", known: group.keys, &reading)
            } catch {
                let position = member.keyNode.position
                reading.problems.append(Problem(file: file, at: position, key: path.visible, error.message))
            }
        }
    }

    private func read<Definition: InstanceDefinition>(
        _ field: Field<Definition>, of document: YAMLDocument, into reading: inout Reading<Definition>
    ) {
        let info = field.info
        let entry = document[info.name]
        let start = TextPosition(line: 1, column: 1)
        let problem = Problem(file: file, at: entry?.value.position ?? start, key: info.name, "")
        let place = FieldPlace(
            root: root, secrets: secrets, environment: environment,
            secret: SecretPlace(Definition.kind, name, info.name),
            description: problem.place)
        if let assignTree = field.assignTree {
            return assignTree(&reading.definition, entry?.value, file, place)
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
            let advice = "written in plain text; 'gedis \(Definition.kind) set \(name) --seal' seals it"
            reading.problems.append(problem.saying(.warning, advice))
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
                line: entry?.keyNode.position.line, secret: secret))
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

    private func findUnknown<Definition>(
        in entries: [YAMLEntry], of parent: String = "", known: [String], _ reading: inout Reading<Definition>
    ) {
        for entry in entries where !known.contains(entry.key) {
            let suggestion = Suggestion.text(for: entry.key, among: known)
            let advice = suggestion.isEmpty ? "; there are \(known.joined(separator: ", "))" : suggestion
            let key = parent + entry.key.visible
            reading.problems.append(Problem(file: file, at: entry.keyNode.position, key: key, "no such key" + advice))
        }
    }
}
