/// Where a secret stands in a config repo. What is sealed for one place opens nowhere else.
public struct SecretPlace: Hashable, Sendable, CustomStringConvertible {
    /// The file, from the repo's folder on, without its ending: `server/main`.
    public var file: String
    /// The key with those that lead to it, such as `users.vito.password`.
    public var key: String

    /// Names a place in an instance's own file.
    public init(_ kind: InstanceKind, _ name: String, _ key: String) {
        self.init(file: DefinitionFile.path("\(kind)/\(name)"), key: key)
    }

    /// Names a place in a file of the repo: `server/main.prod.yaml`.
    init(file: String, key: String) {
        self.file = file.hasSuffix(".yaml") ? String(file.dropLast(5)) : file
        self.key = key
    }

    /// As errors have it, such as `server/main/users.vito.password`. Two places never read the same.
    public var description: String { "\(file)/\(key)" }
}
