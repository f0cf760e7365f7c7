internal import GedisSettings

/// A key that an instance's file may have: from a kind's list of these derive reading, checks, new files and help.
struct Field<Definition: Sendable>: Sendable {
    var info: SettingInfo
    /// Whether YAML needs quotes around values that look like a number or a truth value.
    var isText: Bool
    /// Whether a list of texts may stand for the texts with spaces between them.
    var isList = false
    /// What shape a value has in a file, for editors.
    var shape = SettingShape.text
    /// How a text of such a list stands among the others; nil where that is as it is.
    var listElement: (@Sendable (String) -> String)?
    /// Checks a value and returns the form in which it is written.
    var canonical: @Sendable (String) throws(SettingMistake) -> String
    /// Puts a value of the file into the definition.
    var assign: @Sendable (inout Definition, String, FieldPlace) throws(SettingMistake) -> Void
    /// Puts a value of any shape into the definition, where the key has such.
    var assignTree: (@Sendable (inout Definition, YAMLNode?, FieldPlace) -> Void)?
    /// Puts several secrets into the definition, where the key may have a list of them.
    var assignSecrets: (@Sendable (inout Definition, [Secret]) -> Void)?
    /// Whether two definitions have the same value.
    var isSame: @Sendable (Definition, Definition) -> Bool
    /// A value as it may be shown, where that is not as it is written.
    var shown: (@Sendable (String) -> String)?
    /// What deserves a warning in a value as it is written.
    var warning: (@Sendable (String) -> String?)?
}

/// What reading a field may need to know besides its value.
struct FieldPlace: Sendable {
    var root: String
    var secrets: any SecretStore
    /// What `${env:NAME}` stands for.
    var environment: Variables
    /// The key.
    var key: String
    /// The file in which it stands, or the instance's own.
    var origin: LayerOrigin
    /// The files that the definition is made of: a mapping may be from several.
    var origins: [LayerOrigin]
    /// Where it stands, for errors: `server/main.yaml:3:7: password`.
    var description: String

    /// Where it stands, for what is sealed.
    var secret: SecretPlace { origin.secretPlace(key) }

    /// A path of the file made absolute; nothing stays nothing.
    func resolve(_ path: String) -> String {
        path.isEmpty || path.hasPrefix("/") ? path : root + "/" + path
    }
}

extension SettingInfo {
    /// The mapping in the file that a key with a dot stands in: `web` for `web.port`.
    var section: String? {
        name.firstIndex(of: ".").map { String(name[..<$0]) }
    }
}

extension Field where Definition: InstanceDefinition {
    /// A key whose default is what a fresh definition has.
    init<Value: Sendable & Equatable>(
        _ name: String, _ target: any WritableKeyPath<Definition, Value> & Sendable, _ format: SettingFormat<Value>,
        _ help: String, _ activation: SettingInfo.Activation? = nil
    ) {
        info = SettingInfo(
            name: name, placeholder: format.placeholder,
            defaultValue: format.render(Definition()[keyPath: target]), help: help, activation: activation)
        isText = format.isText
        isList = format.isList
        shape = format.shape
        canonical = { (text) throws(SettingMistake) in format.render(try format.parse(text)) }
        assign = { (definition, text, _) throws(SettingMistake) in
            definition[keyPath: target] = try format.parse(text)
        }
        isSame = { $0[keyPath: target] == $1[keyPath: target] }
    }

    /// A key whose value is a path, empty by default.
    init(
        path name: String, _ target: any WritableKeyPath<Definition, String> & Sendable,
        _ help: String, _ activation: SettingInfo.Activation? = nil
    ) {
        self.init(name, target, .path, help, activation)
        assign = { (definition, text, place) throws(SettingMistake) in
            definition[keyPath: target] = place.resolve(try SettingFormat.path.parse(text))
        }
    }
}

extension Field {
    /// A key whose value is sealed, empty by default.
    init(
        secret name: String, _ target: any WritableKeyPath<Definition, Secret> & Sendable,
        _ help: String, _ activation: SettingInfo.Activation? = nil
    ) {
        info = SettingInfo(
            name: name, placeholder: "secret", defaultValue: "", help: help, isSecret: true, activation: activation)
        isText = true
        canonical = { $0 }
        assign = { definition, text, place in
            definition[keyPath: target] = Secret(text, at: place)
        }
        isSame = { $0[keyPath: target].isSame(as: $1[keyPath: target]) }
    }

    /// A key whose value is sealed, or a list of such; empty by default.
    init(
        secrets name: String, _ target: any WritableKeyPath<Definition, [Secret]> & Sendable,
        _ help: String, _ activation: SettingInfo.Activation? = nil
    ) {
        info = SettingInfo(
            name: name, placeholder: "secret", defaultValue: "", help: help, isSecret: true, activation: activation)
        isText = true
        isList = true
        canonical = { $0 }
        assign = { definition, text, place in
            definition[keyPath: target] = text.isEmpty ? [] : [Secret(text, at: place)]
        }
        assignSecrets = { $0[keyPath: target] = $1 }
        isSame = { one, other in
            let (one, other) = (one[keyPath: target], other[keyPath: target])
            return one.count == other.count && zip(one, other).allSatisfy { $0.isSame(as: $1) }
        }
    }

    /// A key whose value has keys of its own, which are not known here.
    init(
        tree name: String, _ target: any WritableKeyPath<Definition, SettingsTree> & Sendable, _ help: String
    ) {
        info = SettingInfo(name: name, placeholder: "keys", defaultValue: "", help: help, activation: .reload)
        isText = true
        canonical = { _ throws(SettingMistake) in
            throw SettingMistake(message: "has keys of its own: set one, such as \(name).key=value")
        }
        assign = { _, _, _ in }
        assignTree = { definition, node, place in
            definition[keyPath: target] = SettingsTree(node, at: place)
        }
        isSame = { $0[keyPath: target].isSame(as: $1[keyPath: target]) }
    }

    /// A key in a tree, which takes any text.
    func leaf(_ key: String) -> Field {
        var field = self
        field.info.name = key
        field.info.placeholder = "value"
        field.isText = false
        field.canonical = { $0 }
        return field
    }

    /// A setting of a group that is a part of the definition.
    init<Group>(_ setting: SettingDefinition<Group>, of group: any WritableKeyPath<Definition, Group> & Sendable) {
        info = setting.info
        isText = setting.isText
        isList = setting.isList
        shape = setting.shape
        listElement = setting.listElement
        canonical = setting.canonical
        assign = { (definition, text, _) throws(SettingMistake) in
            try setting.assign(&definition[keyPath: group], text)
        }
        isSame = { setting.isSame($0[keyPath: group], $1[keyPath: group]) }
    }
}
