internal import GedisSettings

/// What an instance's file says. A fresh value has the defaults.
protocol InstanceDefinition: Sendable {
    /// The kind that it defines.
    static var kind: InstanceKind { get }

    /// The keys that its file may have, whatever it says, in the order of new files.
    static var schema: [Field<Self>] { get }

    /// The keys whose values are mappings from names to further keys.
    static var groups: [FieldGroup<Self>] { get }

    init()

    /// The keys that its file may have because of what it says.
    ///
    /// - Throws: `SettingMistake` about its `type`.
    func furtherFields(_ types: [BackendSchema]) throws(SettingMistake) -> [Field<Self>]
}

extension InstanceDefinition {
    static var groups: [FieldGroup<Self>] { [] }

    func furtherFields(_ types: [BackendSchema]) throws(SettingMistake) -> [Field<Self>] { [] }
}
