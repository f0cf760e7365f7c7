/// Names that stand beside each other, no two of which may be the same.
struct NameScope {
    private let style: NameCase
    private let reserved: Set<String>
    private var taken: Set<String> = []

    /// An empty scope.
    ///
    /// - Parameters:
    ///   - style: how its names are written
    ///   - reserved: the names that a language or its module needs for itself
    init(_ style: NameCase, reserved: Set<String>) {
        self.style = style
        self.reserved = reserved
    }

    /// A name for something: `_` follows one that is reserved, a number one that is taken.
    mutating func name(for source: String) -> String {
        let plain = style.name(source)
        let name = reserved.contains(plain) ? plain + "_" : plain
        var candidate = name
        var number = 2
        while !taken.insert(candidate).inserted {
            candidate = name + style.separator + "\(number)"
            number += 1
        }
        return candidate
    }
}

/// How a language names things.
struct ClientNaming {
    /// Commands, parameters and namespaces.
    let values: NameCase
    /// Values of enums.
    let choices: NameCase
    /// Names that commands, and members of records, cannot have.
    let reservedMembers: Set<String>
    /// Names that values of enums cannot have.
    let reservedChoices: Set<String>
    /// Names that parameters cannot have.
    let reservedParameters: Set<String>
    /// Names that types and namespaces' classes cannot have.
    let reservedTypes: Set<String>
    /// What namespaces' classes begin with, one class for each.
    let classPrefixes: [String]
    /// Whether members of records have names of the language's own; otherwise those that they have in JSON.
    let renamesMembers: Bool
}
