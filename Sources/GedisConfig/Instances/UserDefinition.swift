public import GedisSettings

/// A user of a server, as its file defines it.
public struct UserDefinition: NamedDefinition {
    /// The user's name.
    public let name: String
    /// The user's passwords, of which each is taken; none where only a client certificate names the user.
    public var passwords: [Secret] = []
    /// The commands that the user may call, as patterns in lower case of which the last that matches decides: `*`,
    /// `ping`, `client|kill`, `calc.*`, `calc.sum` or `@group`, with `-` in front where it takes them away.
    public var commands = ["*"]

    /// How often the user may call commands, as text of rules.
    public var rates: [RateRule] = []

    /// The souls of GUN that the user may read, as patterns of which the last that matches decides: `*`, `system`, `app/*`,
    /// with `-` in front where it takes them away. None is nothing.
    public var gunRead: [String] = []
    /// The souls of GUN that the user may write, as patterns of the same kind.
    public var gunWrite: [String] = []

    /// The first of the passwords; empty where there is none.
    public var password: Secret { passwords.first ?? Secret() }

    /// A user who may call everything.
    public init(name: String) { self.name = name }

    static let schema: [Field<UserDefinition>] = [
        Field(
            secrets: "password", \.passwords,
            "what this user says in AUTH, or a list; empty: only a client certificate names them", .reload),
        Field(
            "commands", \.commands, .commandPatterns, "what this user may call, such as \"system.* -system.set\"",
            check: requireSomeCommand),
        Field("rates", \.rates, .rates, "how often this user may call commands, such as \"calc.*: 5/s\""),
        Field("gun_read", \.gunRead, .soulPatterns, "souls this user may read over GUN, such as \"* -private/*\""),
        Field("gun_write", \.gunWrite, .soulPatterns, "souls this user may write over GUN, such as \"app/*\""),
    ]

    /// - Throws: `SettingMistake` when patterns only take away. Who means that writes nothing, or -*.
    @Sendable private static func requireSomeCommand(_ patterns: [String], _ text: String) throws(SettingMistake) {
        guard patterns.isEmpty || patterns.contains(where: { !$0.hasPrefix("-") || $0 == "-*" }) else {
            throw SettingMistake(
                message: "allows no command: begin with what is allowed, as in \"* \(text.visible)\"")
        }
    }

    /// - Throws: `SettingMistake` when a name is no user's name.
    @Sendable static func check(_ name: String) throws(SettingMistake) {
        if let mistake = UserName.mistake(in: name) { throw SettingMistake(message: mistake) }
    }
}

extension Field<UserDefinition> {
    fileprivate init<Value: Sendable & Equatable>(
        _ name: String, _ target: any WritableKeyPath<UserDefinition, Value> & Sendable, _ format: SettingFormat<Value>,
        _ help: String, check: @escaping @Sendable (Value, String) throws(SettingMistake) -> Void = { _, _ in }
    ) {
        info = SettingInfo(
            name: name, placeholder: format.placeholder,
            defaultValue: format.render(UserDefinition(name: "")[keyPath: target]), help: help, activation: .reload)
        isText = format.isText
        isList = true
        canonical = { (text) throws(SettingMistake) in format.render(try format.parse(text)) }
        assign = { (definition, text, _) throws(SettingMistake) in
            let value = try format.parse(text)
            try check(value, text)
            definition[keyPath: target] = value
        }
        isSame = { $0[keyPath: target] == $1[keyPath: target] }
    }
}
