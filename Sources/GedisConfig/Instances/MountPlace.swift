internal import GedisSettings

/// Where the server is that a namespace is mounted from.
public enum MountPlace: Sendable {
    /// Where a client instance says, or a server of its name.
    case client(String)
    /// Where a URL says, which is kept as a client's definition.
    case url(ClientDefinition)
}

extension Field<NamespaceDefinition> {
    /// The key that says where a namespace is mounted from.
    static func mount(
        _ name: String, _ target: any WritableKeyPath<NamespaceDefinition, MountPlace?> & Sendable, _ help: String
    ) -> Field {
        Field(
            info: SettingInfo(name: name, placeholder: "url", defaultValue: "", help: help, activation: .reload),
            isText: true,
            canonical: { (text) throws(SettingMistake) in
                if ClientURL.isURL(text), try ClientURL.of(mount: text).password != nil {
                    throw SettingMistake(
                        message: "the password would stand in the file in plain text: leave it out of the URL and set "
                            + "\(name)_password, or let 'gedis server add SERVER --mount URL --as NAME' do both")
                }
                return text
            },
            assign: { (definition, text, place) throws(SettingMistake) in
                definition[keyPath: target] = try MountPlace(text, place)
            },
            isSame: { one, other in one[keyPath: target].isSame(as: other[keyPath: target]) },
            shown: ClientURL.withoutPassword,
            warning: { text in
                guard !Variables.areNamed(in: text), ClientURL.withoutPassword(text) != text else { return nil }
                return "a password stands in the URL in plain text: leave it out and set \(name)_password instead"
            })
    }
}

extension MountPlace {
    /// Reads a URL or a client's name; nothing is no place.
    fileprivate init?(_ text: String, _ place: FieldPlace) throws(SettingMistake) {
        guard !text.isEmpty else { return nil }
        guard ClientURL.isURL(text) else {
            guard InstanceName.isValid(text) else {
                throw SettingMistake(
                    message: "'\(text.visible)' is neither a URL (redis://, rediss:// or unix://) nor a client's name")
            }
            self = .client(text)
            return
        }
        var client = ClientDefinition()
        for assignment in try ClientURL.of(mount: text).assignments {
            let field = ClientDefinition.schema.first { $0.info.name == assignment.key }
            try field?.assign(&client, assignment.value, place)
        }
        self = .url(client)
    }
}

extension MountPlace? {
    /// Whether both are the same place, as far as the file says.
    fileprivate func isSame(as other: MountPlace?) -> Bool {
        switch (self, other) {
        case (nil, nil): true
        case (.client(let one)?, .client(let other)?): one == other
        case (.url(let one)?, .url(let other)?): ClientDefinition.schema.allSatisfy { $0.isSame(one, other) }
        default: false
        }
    }
}

extension ClientURL {
    fileprivate static func of(mount text: String) throws(SettingMistake) -> ClientURL {
        do throws(ConfigError) {
            return try ClientURL(text)
        } catch {
            throw SettingMistake(message: error.description)
        }
    }
}
