internal import GedisSettings

/// A key whose value is a mapping from names, which people choose, to the same keys each: `users`.
struct FieldGroup<Definition: Sendable>: Sendable {
    /// The key.
    var name: String
    /// What stands for a name in help texts.
    var placeholder: String
    /// Checks a name.
    var check: @Sendable (String) throws(SettingMistake) -> Void
    /// The names that a definition has.
    var names: @Sendable (Definition) -> [String]
    /// The keys that belong to a name, with what leads to them: `users.vito.password`.
    var fields: @Sendable (String) -> [Field<Definition>]

    /// Makes a group of what the definition has a list of.
    ///
    /// - Parameters:
    ///   - name: the key
    ///   - placeholder: what stands for a name in help texts
    ///   - members: the list
    ///   - check: checks a name
    init<Member: NamedDefinition>(
        _ name: String, _ placeholder: String, _ members: any WritableKeyPath<Definition, [Member]> & Sendable,
        check: @escaping @Sendable (String) throws(SettingMistake) -> Void
    ) {
        self.name = name
        self.placeholder = placeholder
        self.check = check
        names = { $0[keyPath: members].map(\.name) }
        fields = { member in
            Member.schema.map { Field($0, key: "\(name).\(member).\($0.info.name)", of: member, in: members) }
        }
    }

    /// The keys that may stand below each name.
    var keys: [String] { fields(placeholder).map { $0.info.name.split(separator: ".").last.map(String.init) ?? "" } }
}

/// One of several things of an instance that have names, and keys of their own.
protocol NamedDefinition: Sendable {
    /// Its name.
    var name: String { get }

    /// Its keys.
    static var schema: [Field<Self>] { get }

    init(name: String)
}

extension Field {
    /// A key of something that has a name, as a key of the definition that it belongs to.
    fileprivate init<Member: NamedDefinition>(
        _ field: Field<Member>, key: String, of name: String,
        in members: any WritableKeyPath<Definition, [Member]> & Sendable
    ) {
        info = field.info
        info.name = key
        isText = field.isText
        isList = field.isList
        shape = field.shape
        listElement = field.listElement
        canonical = field.canonical
        shown = field.shown
        warning = field.warning
        assign = { (definition, text, place) throws(SettingMistake) in
            var list = definition[keyPath: members]
            let index = list.firstIndex { $0.name == name } ?? list.endIndex
            if index == list.endIndex { list.append(Member(name: name)) }
            try field.assign(&list[index], text, place)
            definition[keyPath: members] = list
        }
        if let assignSecrets = field.assignSecrets {
            self.assignSecrets = { definition, secrets in
                var list = definition[keyPath: members]
                let index = list.firstIndex { $0.name == name } ?? list.endIndex
                if index == list.endIndex { list.append(Member(name: name)) }
                assignSecrets(&list[index], secrets)
                definition[keyPath: members] = list
            }
        }
        if let assignTree = field.assignTree {
            self.assignTree = { definition, node, place in
                var list = definition[keyPath: members]
                let index = list.firstIndex { $0.name == name } ?? list.endIndex
                if index == list.endIndex { list.append(Member(name: name)) }
                assignTree(&list[index], node, place)
                definition[keyPath: members] = list
            }
        }
        isSame = { one, other in
            let (one, other) = (one[keyPath: members], other[keyPath: members])
            switch (one.first { $0.name == name }, other.first { $0.name == name }) {
            case (let one?, let other?): return field.isSame(one, other)
            case (nil, nil): return true
            default: return false
            }
        }
    }
}
