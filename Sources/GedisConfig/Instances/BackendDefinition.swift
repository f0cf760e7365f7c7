/// The store behind a server, as its file defines it.
public struct BackendDefinition: InstanceDefinition {
    /// The name of its type.
    public var type = "memory"
    /// The keys that the type has, with their values or defaults; paths are absolute.
    public var settings: [String: String] = [:]
    /// The keys of the type that are sealed.
    public var secrets: [String: Secret] = [:]

    static let kind = InstanceKind.backend

    /// A backend in memory.
    public init() {}

    /// All keys but `type`, with sealed values opened.
    ///
    /// - Throws: `ConfigError` with its place when a sealed value cannot be opened.
    public func openSettings() throws(ConfigError) -> [String: String] {
        var all = settings
        for (name, secret) in secrets { all[name] = try secret.open() }
        return all
    }

    static let schema: [Field<BackendDefinition>] = [Field("type", \.type, .text, "what store it is")]

    func furtherFields(_ types: [BackendSchema]) throws(FieldMistake) -> [Field<BackendDefinition>] {
        guard let schema = types.first(where: { $0.type == type }) else {
            let names = types.map(\.type)
            throw FieldMistake(
                message: "'\(type.visible)' is no type of backend (\(names.joined(separator: ", ")))"
                    + Suggestion.text(for: type, among: names))
        }
        return schema.settings.map { Field($0) }
    }
}

extension Field<BackendDefinition> {
    /// A key that a type of backend has.
    init(_ setting: BackendSchema.Setting) {
        let name = setting.name
        let isSecret = setting.format == .secret
        let format = setting.format.field
        info = FieldInfo(
            name: name, placeholder: isSecret ? "secret" : format.placeholder, defaultValue: setting.defaultValue,
            help: setting.help, isSecret: isSecret)
        isText = format.isText
        canonical = { (text) throws(FieldMistake) in isSecret ? text : try format.parse(text) }
        assign = { (definition, text, place) throws(FieldMistake) in
            switch setting.format {
            case .secret:
                definition.secrets[name] = Secret(text, store: place.secrets, place: place.description)
            case .path: definition.settings[name] = place.resolve(try format.parse(text))
            default: definition.settings[name] = try format.parse(text)
            }
        }
    }
}

extension BackendSchema.Setting.Format {
    /// How such a value is read, which is kept as text for the backend.
    fileprivate var field: FieldFormat<String> {
        switch self {
        case .text, .secret: .text
        case .path: .path
        case .number(let range): FieldFormat<Int>.count(range).asText
        case .seconds: .duration
        case .truth: FieldFormat<Bool>.boolean.asText
        }
    }
}
