internal import GedisSettings

extension SettingFormat<String> {
    /// The name of an instance of some kind, or nothing.
    static func reference(to kind: InstanceKind) -> SettingFormat {
        SettingFormat(
            placeholder: kind.rawValue,
            parse: { (text) throws(SettingMistake) in
                guard text.isEmpty || InstanceName.isValid(text) else {
                    throw SettingMistake(message: "'\(text.visible)' is no name of a \(kind)")
                }
                return text
            }, render: \.self)
    }

    /// The name of a template, or nothing.
    static let template = SettingFormat(
        placeholder: DefinitionFile.templates,
        parse: { (text) throws(SettingMistake) in
            guard text.isEmpty || InstanceName.isValid(text) else {
                throw SettingMistake(message: "'\(text.visible)' is no name of a template")
            }
            return text
        }, render: \.self)
}
