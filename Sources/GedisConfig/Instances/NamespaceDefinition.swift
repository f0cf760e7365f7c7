public import GedisSettings

/// What a server's file says of one of its namespaces.
public struct NamespaceDefinition: NamedDefinition {
    /// The namespace's name.
    public let name: String
    /// What it is handed as `settings`.
    public var settings = SettingsTree()
    /// What its process may take, where it has one of its own.
    public var worker = WorkerSettings()
    /// Where the server is that answers its calls; nil where it has a source.
    public var mount: MountPlace?
    /// Whom that server is told that gedis is; empty for its default user.
    public var mountUser = ""
    /// The password for that; empty for none.
    public var mountPassword = Secret()
    /// How that server is called.
    public var mountSettings = MountSettings()

    /// A namespace of which nothing is said.
    public init(name: String) { self.name = name }

    static let schema: [Field<NamespaceDefinition>] =
        [
            Field(tree: "settings", \.settings, "what the namespace is handed as settings: keys of its own"),
            .mount("mount", \.mount, "server that answers its calls: a URL (redis, rediss, unix) or a client's name"),
            Field(text: "mount_user", \.mountUser, "who to be at a mounted server; empty for its default user"),
            Field(secret: "mount_password", \.mountPassword, "the password there; empty for none", .reload),
        ] + WorkerSettings.settings.map { Field($0, of: \.worker) }
        + MountSettings.settings.map { Field($0, of: \.mountSettings) }

    /// - Throws: `SettingMistake` when a name is no namespace's name.
    @Sendable static func check(_ name: String) throws(SettingMistake) {
        guard NamespaceName.isValid(name) else { throw SettingMistake(message: NamespaceName.rule(for: name)) }
    }
}

extension Field<NamespaceDefinition> {
    /// A key whose value is text, empty by default.
    fileprivate init(
        text name: String, _ target: any WritableKeyPath<NamespaceDefinition, String> & Sendable, _ help: String
    ) {
        let format = SettingFormat<String>.text
        self.init(
            info: SettingInfo(
                name: name, placeholder: format.placeholder, defaultValue: "", help: help, activation: .reload),
            isText: true, canonical: { (text) throws(SettingMistake) in try format.parse(text) },
            assign: { (definition, text, _) throws(SettingMistake) in
                definition[keyPath: target] = try format.parse(text)
            }, isSame: { $0[keyPath: target] == $1[keyPath: target] })
    }
}
