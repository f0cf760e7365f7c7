internal import GedisSettings

/// The store behind a server, as its file defines it.
public struct BackendDefinition: InstanceDefinition {
    /// The name of its type.
    public var type = BackendSchema.memory.type
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

    func furtherFields(_ types: [BackendSchema]) throws(SettingMistake) -> [Field<BackendDefinition>] {
        guard let schema = types.first(where: { $0.type == type }) else {
            let names = types.map(\.type)
            throw SettingMistake(
                message: "'\(type.visible)' is no type of backend (\(names.joined(separator: ", ")))"
                    + Suggestion.text(for: type, among: names))
        }
        return schema.settings.map { Field($0) }
    }
}

extension Field<BackendDefinition> {
    /// A key that a type of backend has.
    init(_ setting: BackendSetting) {
        let name = setting.name
        let isSecret = setting.format == .secret
        let format = setting.format.text
        info = SettingInfo(
            name: name, placeholder: isSecret ? "secret" : format.placeholder, defaultValue: setting.defaultValue,
            help: setting.help, isSecret: isSecret)
        isText = format.isText
        shape = format.shape
        canonical = { (text) throws(SettingMistake) in isSecret ? text : try format.parse(text) }
        assign = { (definition, text, place) throws(SettingMistake) in
            switch setting.format {
            case .secret:
                definition.secrets[name] = Secret(text, at: place)
            case .path: definition.settings[name] = place.resolve(try format.parse(text))
            default: definition.settings[name] = try format.parse(text)
            }
        }
        isSame = { one, other in
            guard let secret = one.secrets[name], let other = other.secrets[name] else {
                return one.settings[name] == other.settings[name]
            }
            return secret.isSame(as: other)
        }
    }
}
