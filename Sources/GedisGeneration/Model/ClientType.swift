import GedisKit

/// A type in a module.
struct ClientType {
    /// What its values are.
    enum Shape {
        case record([Member])
        case choice([Choice])
    }

    /// A member of a record.
    struct Member {
        /// Its name in JSON and in replies.
        let wireName: String
        let name: String
        let schema: Schema
        let isRequired: Bool
        let help: String
        let deprecation: String?
    }

    /// A value of an enum.
    struct Choice {
        let name: String
        let value: TypeDescription.Choice
    }

    let name: String
    let help: String
    let shape: Shape

    /// Names what a type has.
    ///
    /// - Parameters:
    ///   - type: the type
    ///   - name: its name in the module
    ///   - naming: how things are named there
    ///   - resolve: a schema that refers to other types by their names there
    init(_ type: TypeDescription, name: String, naming: ClientNaming, resolve: (Schema) -> Schema) {
        self.name = name
        help = type.help
        switch type.shape {
        case .record(let fields):
            var names = NameScope(naming.values, reserved: naming.reservedMembers)
            shape = .record(
                fields.map { field in
                    Member(
                        wireName: field.name, name: naming.renamesMembers ? names.name(for: field.name) : field.name,
                        schema: resolve(field.schema), isRequired: field.isRequired, help: field.help,
                        deprecation: field.deprecation)
                })
        case .choice(let choices):
            var names = NameScope(naming.choices, reserved: naming.reservedChoices)
            shape = .choice(choices.map { Choice(name: names.name(for: $0.description), value: $0) })
        }
    }
}

extension Schema {
    /// The schema with other names of types; anything stands for a type that has none.
    func renamingReferences(_ name: (String) -> String?) -> Schema {
        switch self {
        case .any, .boolean, .integer, .number, .string, .bytes: self
        case .list(let element, let isSet): .list(element.renamingReferences(name), isSet: isSet)
        case .map(let element): .map(element.renamingReferences(name))
        case .optional(let wrapped): .optional(wrapped.renamingReferences(name))
        case .reference(let type): name(type).map(Schema.reference) ?? .any
        }
    }
}
