public import GedisSettings

/// What a server's file says of one of its namespaces.
public struct NamespaceDefinition: NamedDefinition {
    /// The namespace's name.
    public let name: String
    /// What it is handed as `settings`.
    public var settings = SettingsTree()
    /// What its process may take, where it has one of its own.
    public var worker = WorkerSettings()

    /// A namespace of which nothing is said.
    public init(name: String) { self.name = name }

    static let schema: [Field<NamespaceDefinition>] =
        [Field(tree: "settings", \.settings, "what the namespace is handed as settings: keys of its own")]
        + WorkerSettings.settings.map { Field($0, of: \.worker) }

    /// - Throws: `SettingMistake` when a name is no namespace's name.
    @Sendable static func check(_ name: String) throws(SettingMistake) {
        guard NamespaceName.isValid(name) else { throw SettingMistake(message: NamespaceName.rule(for: name)) }
    }
}
