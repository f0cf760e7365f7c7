public import GedisSettings

/// A folder with the definitions of servers, clients and backends, made to be kept in git.
///
/// Every change is written whole or not at all, and two that happen at once follow each other.
public struct ConfigRepo: Sendable {
    /// The folder's absolute path, without links in it.
    public let path: String
    /// What seals and opens passwords.
    public let secrets: any SecretStore
    /// The types of backend that a definition may name.
    public let backendTypes: [BackendSchema]

    /// Opens a repo. The folder needn't exist: it is made when the first instance is.
    ///
    /// - Parameters:
    ///   - path: the folder; a relative path is taken from the process' working folder
    ///   - secrets: what seals and opens passwords
    ///   - backendTypes: the types of backend that a definition may name
    public init(path: String, secrets: any SecretStore, backendTypes: [BackendSchema] = [.memory]) {
        self.path = RealPath.of(path)
        self.secrets = secrets
        self.backendTypes = backendTypes
    }

    /// The file of an instance, from the repo's folder on.
    static func file(_ kind: InstanceKind, _ name: String) -> String { "\(kind)/\(name).yaml" }

    /// A kind's folder.
    func folder(of kind: InstanceKind) -> String { "\(path)/\(kind)" }

    /// The folder of an instance's own files: namespaces, keys and certificates.
    public func folder(of kind: InstanceKind, _ name: String) -> String { "\(path)/\(kind)/\(name)" }

    /// The path of an instance's file.
    public func file(of kind: InstanceKind, _ name: String) -> String { "\(path)/\(Self.file(kind, name))" }

    /// Calls `body` while no one else changes the repo, whose folder is made where it is missing.
    func change<R>(_ body: () throws(ConfigError) -> R) throws(ConfigError) -> R {
        try FileSystem.makeFolder(path)
        return try FolderLock.hold(path, body)
    }

    func reader(of kind: InstanceKind, _ name: String) -> InstanceReader {
        InstanceReader(
            root: path, file: Self.file(kind, name), name: name, secrets: secrets, backendTypes: backendTypes)
    }
}
