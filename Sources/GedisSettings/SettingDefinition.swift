/// Settings that belong together. A fresh value has the defaults.
package protocol SettingGroup: Sendable {
    /// What leads to each key in a file, such as `web.`; empty where they stand at its top.
    static var prefix: String { get }

    /// Its settings in the order of new files.
    static var settings: [SettingDefinition<Self>] { get }

    init()
}

extension SettingGroup {
    package static var prefix: String { "" }
}

/// A setting of a group: its name, default, form and help, how it is read, and what a change of it takes.
package struct SettingDefinition<Group: Sendable>: Sendable {
    /// What is known of it.
    package let info: SettingInfo
    /// Whether YAML needs quotes around values that look like a number or a truth value.
    package let isText: Bool
    /// Whether a list of texts may stand for the texts with spaces between them.
    package let isList: Bool
    /// How a text of such a list stands among the others; nil where that is as it is.
    package let listElement: (@Sendable (String) -> String)?
    /// What shape a value has in a file, for editors.
    package let shape: SettingShape
    /// Checks a value and returns the form in which it is written.
    package let canonical: @Sendable (String) throws(SettingMistake) -> String
    /// Puts a value of a file into the group.
    package let assign: @Sendable (inout Group, String) throws(SettingMistake) -> Void
    /// Whether two groups have the same value.
    package let isSame: @Sendable (Group, Group) -> Bool
}

extension SettingDefinition where Group: SettingGroup {
    /// Defines a setting whose default is what a fresh group has.
    ///
    /// - Parameters:
    ///   - name: the key, without what leads to it
    ///   - target: where its value is kept
    ///   - format: how its value is written
    ///   - help: what it is for, in one line
    ///   - activation: what makes a server take a changed value over
    package init<Value: Sendable & Equatable>(
        _ name: String, _ target: any WritableKeyPath<Group, Value> & Sendable, _ format: SettingFormat<Value>,
        _ help: String, _ activation: SettingInfo.Activation
    ) {
        info = SettingInfo(
            name: Group.prefix + name, placeholder: format.placeholder,
            defaultValue: format.render(Group()[keyPath: target]), help: help, activation: activation)
        isText = format.isText
        isList = format.isList
        listElement = format.listElement
        shape = format.shape
        canonical = { (text) throws(SettingMistake) in format.render(try format.parse(text)) }
        assign = { (group, text) throws(SettingMistake) in group[keyPath: target] = try format.parse(text) }
        isSame = { $0[keyPath: target] == $1[keyPath: target] }
    }
}
