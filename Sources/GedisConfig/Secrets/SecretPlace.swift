/// Where a secret stands in a config repo. What is sealed for one place opens nowhere else.
public struct SecretPlace: Hashable, Sendable, CustomStringConvertible {
    /// What the instance is.
    public var kind: InstanceKind
    /// The instance's name.
    public var name: String
    /// The key with those that lead to it, such as `users.vito.password`.
    public var key: String

    /// Names a place.
    public init(_ kind: InstanceKind, _ name: String, _ key: String) {
        self.kind = kind
        self.name = name
        self.key = key
    }

    /// As errors have it, such as `server/main/users.vito.password`. Two places never read the same.
    public var description: String { "\(kind)/\(name)/\(key)" }
}
