internal import GedisSettings

extension SettingFormat<String> {
    /// The name of an instance of some kind, or nothing.
    static func reference(to kind: InstanceKind) -> SettingFormat { name(of: "\(kind)", placeholder: kind.rawValue) }

    /// The name of a template, or nothing.
    static let template = name(of: "template", placeholder: DefinitionFile.templates)

    private static func name(of kind: String, placeholder: String) -> SettingFormat {
        SettingFormat(
            placeholder: placeholder,
            parse: { (text) throws(SettingMistake) in
                guard text.isEmpty || InstanceName.isValid(text) else {
                    throw SettingMistake(message: "'\(text.visible)' is no name of a \(kind)")
                }
                return text
            }, render: \.self)
    }
}
