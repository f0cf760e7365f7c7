internal import GedisCrypto
internal import GedisSettings

extension SettingFormat<String> {
    /// A host as ssh takes it, or nothing. None begins with a dash, or ssh would take it for an option.
    static let optionalHost = SettingFormat(
        placeholder: "host",
        parse: { (text) throws(SettingMistake) in
            guard !text.hasPrefix("-"), !text.contains("@") else {
                throw SettingMistake(message: "'\(text.visible)' is neither a host name nor an address")
            }
            return text.isEmpty ? text : try SettingFormat<String>.host.parse(text)
        }, render: \.self)

    /// A user as ssh takes it, or nothing.
    static let sshUser = SettingFormat(
        placeholder: "user",
        parse: { (text) throws(SettingMistake) in
            guard !text.hasPrefix("-"), text.utf8.allSatisfy({ 0x21...0x7E ~= $0 && !"@:/\\\"'".utf8.contains($0) })
            else { throw SettingMistake(message: "'\(text.visible)' is no name of a user") }
            return text
        }, render: \.self)

    /// An environment's name, or nothing.
    static let environment = SettingFormat(
        placeholder: "environment",
        parse: { (text) throws(SettingMistake) in
            guard text.isEmpty || InstanceName.isValid(text) else {
                throw SettingMistake(message: "'\(text.visible)' is no name of an environment")
            }
            return text
        }, render: \.self)

    /// A machine's key, or nothing.
    static let machineKey = SettingFormat(
        placeholder: "key",
        parse: { (text) throws(SettingMistake) in
            guard text.isEmpty || MachineKey(text) != nil else {
                throw SettingMistake(
                    message: "'\(text.visible)' is no key of a machine: 'gedis config key' there prints it")
            }
            return text
        }, render: \.self)
}

extension SettingFormat<[String]> {
    /// Names of servers, or `*`.
    static let serverNames = SettingFormat(
        placeholder: "names", isList: true,
        parse: { (text) throws(SettingMistake) in
            let names = text.split { $0 == " " || $0 == "," }.map(String.init)
            if let wrong = names.first(where: { $0 != "*" && !InstanceName.isValid($0) }) {
                throw SettingMistake(message: "'\(wrong.visible)' is no name of a server, and not * for all")
            }
            return names
        }, render: { $0.joined(separator: " ") })
}
