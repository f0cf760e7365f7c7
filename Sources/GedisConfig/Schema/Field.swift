/// What is told of a key that an instance's file may have.
public struct FieldInfo: Hashable, Sendable {
    /// The key.
    public var name: String
    /// What stands for a value in help texts, such as `port`.
    public var placeholder: String
    /// What a key that is left out means; nil where it must be given.
    public var defaultValue: String?
    /// What it is for, in one line.
    public var help: String
    /// Whether its value is sealed before it is written, and hidden where it is shown.
    public var isSecret = false
}

/// A key that an instance's file may have: from a kind's list of these derive reading, checks, new files and help.
struct Field<Definition: Sendable>: Sendable {
    var info: FieldInfo
    /// Whether YAML needs quotes around values that look like a number or a truth value.
    var isText: Bool
    /// Whether a list of texts may stand for the texts with spaces between them.
    var isList = false
    /// Checks a value and returns the form in which it is written.
    var canonical: @Sendable (String) throws(FieldMistake) -> String
    /// Puts a value of the file into the definition.
    var assign: @Sendable (inout Definition, String, FieldPlace) throws(FieldMistake) -> Void
}

/// What reading a field may need to know besides its value.
struct FieldPlace: Sendable {
    var root: String
    var secrets: any SecretStore
    /// Where it stands, for errors: `server/main.yaml:3:7: password`.
    var description: String

    /// A path of the file made absolute; nothing stays nothing.
    func resolve(_ path: String) -> String {
        path.isEmpty || path.hasPrefix("/") ? path : root + "/" + path
    }
}

extension FieldInfo {
    /// The mapping in the file that a key with a dot stands in: `web` for `web.port`.
    var section: String? {
        name.firstIndex(of: ".").map { String(name[..<$0]) }
    }
}

extension Field where Definition: InstanceDefinition {
    /// A key whose default is what a fresh definition has.
    init<Value: Sendable>(
        _ name: String, _ target: any WritableKeyPath<Definition, Value> & Sendable, _ format: FieldFormat<Value>,
        _ help: String
    ) {
        info = FieldInfo(
            name: name, placeholder: format.placeholder,
            defaultValue: format.render(Definition()[keyPath: target]), help: help)
        isText = format.isText
        canonical = { (text) throws(FieldMistake) in format.render(try format.parse(text)) }
        assign = { (definition, text, _) throws(FieldMistake) in definition[keyPath: target] = try format.parse(text) }
    }

    /// A key whose value is a path, empty by default.
    init(path name: String, _ target: any WritableKeyPath<Definition, String> & Sendable, _ help: String) {
        self.init(name, target, .path, help)
        assign = { (definition, text, place) throws(FieldMistake) in
            definition[keyPath: target] = place.resolve(try FieldFormat.path.parse(text))
        }
    }
}

extension Field {
    /// A key whose value is sealed, empty by default.
    init(secret name: String, _ target: any WritableKeyPath<Definition, Secret> & Sendable, _ help: String) {
        info = FieldInfo(name: name, placeholder: "secret", defaultValue: "", help: help, isSecret: true)
        isText = true
        canonical = { $0 }
        assign = { definition, text, place in
            definition[keyPath: target] = Secret(text, store: place.secrets, place: place.description)
        }
    }
}
