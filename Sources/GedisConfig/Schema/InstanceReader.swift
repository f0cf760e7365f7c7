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
        do throws(FieldMistake) {
            let further = try reading.definition.furtherFields(backendTypes)
            for field in further { read(field, of: document, into: &reading) }
            findUnknown(in: document, known: (Definition.schema + further).map(\.info.name), &reading)
        } catch {
            let position = document["type"]?.value.position
            reading.problems.append(Problem(file: file, at: position, key: "type", error.message))
        }
        reading.problems.sort { ($0.line ?? 0, $0.column ?? 0) < ($1.line ?? 0, $1.column ?? 0) }
        return reading
    }

    private func read<Definition: InstanceDefinition>(
        _ field: Field<Definition>, of document: YAMLDocument, into reading: inout Reading<Definition>
    ) {
        let info = field.info
        let entry = document[info.name]
        let scalar = entry?.value.scalar
        let written = scalar.flatMap { $0.isNull ? nil : $0.text }
        var problem: String?
        if entry != nil, scalar == nil {
            problem = "one value is expected here, not a list or a mapping"
        } else if let text = written ?? info.defaultValue {
            let position = entry.map { ":\($0.value.position.line):\($0.value.position.column)" } ?? ""
            let place = FieldPlace(root: root, secrets: secrets, description: "\(file)\(position): \(info.name)")
            do throws(FieldMistake) {
                try field.assign(&reading.definition, text, place)
            } catch {
                problem = error.message
            }
        } else {
            problem = "must be given: \(info.help)"
        }
        if let problem {
            let position = entry?.value.position ?? TextPosition(line: 1, column: 1)
            reading.problems.append(Problem(file: file, at: position, key: info.name, problem))
        }
        let secret = info.isSecret ? Secret(written ?? "", store: secrets, place: "\(file): \(info.name)") : nil
        if let secret, let entry, !secret.isEmpty, !secret.isSealed {
            let advice = "written in plain text; 'gedis \(Definition.kind) set \(name) --seal' seals it"
            reading.problems.append(
                Problem(.warning, file: file, at: entry.value.position, key: info.name, advice))
        }
        let value = secret?.description ?? written ?? info.defaultValue ?? ""
        let canonical = written.flatMap { try? field.canonical($0) }
        reading.settings.append(
            Setting(
                field: info, value: value, isDefault: written == nil || canonical == info.defaultValue,
                line: entry?.keyNode.position.line, secret: secret))
    }

    private func findUnknown<Definition>(
        in document: YAMLDocument, known: [String], _ reading: inout Reading<Definition>
    ) {
        for entry in document.entries where !known.contains(entry.key) {
            let suggestion = Suggestion.text(for: entry.key, among: known)
            let advice = suggestion.isEmpty ? "; there are \(known.joined(separator: ", "))" : suggestion
            reading.problems.append(
                Problem(file: file, at: entry.keyNode.position, key: entry.key.visible, "no such key" + advice))
        }
    }
}
