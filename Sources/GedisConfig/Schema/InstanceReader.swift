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
        let start = TextPosition(line: 1, column: 1)
        let problem = Problem(file: file, at: entry?.value.position ?? start, key: info.name, "")
        func add(_ severity: Problem.Severity, _ message: String) {
            reading.problems.append(problem.saying(severity, message))
        }
        let place = FieldPlace(root: root, secrets: secrets, description: problem.place)
        if entry != nil, scalar == nil {
            add(.error, "one value is expected here, not a list or a mapping")
        } else if let text = written ?? info.defaultValue {
            do throws(FieldMistake) {
                try field.assign(&reading.definition, text, place)
            } catch {
                add(.error, error.message)
            }
        } else {
            add(.error, "must be given: \(info.help)")
        }
        let secret = info.isSecret ? Secret(written ?? "", store: secrets, place: place.description) : nil
        if let secret, !secret.isEmpty, !secret.isSealed {
            add(.warning, "written in plain text; 'gedis \(Definition.kind) set \(name) --seal' seals it")
        }
        let canonical = written.flatMap { try? field.canonical($0) }
        reading.settings.append(
            Setting(
                field: info, value: secret?.description ?? written ?? info.defaultValue ?? "",
                isDefault: written == nil || canonical == info.defaultValue,
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
