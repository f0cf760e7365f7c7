public import GedisSettings

/// A folder with the definitions of servers, clients, backends and machines, made to be kept in git.
///
/// Every change is written whole or not at all, and two that happen at once follow each other.
public struct ConfigRepo: Sendable {
    /// The folder's absolute path, without links in it.
    public let path: String
    /// What seals and opens passwords.
    public let secrets: any SecretStore
    /// The types of backend that a definition may name.
    public let backendTypes: [BackendSchema]
    /// The environment whose files are read besides those for all: `server/main.prod.yaml`; nil for none.
    public internal(set) var environment: String?
    private let reading: ReadingFolder

    /// Opens a repo. The folder needn't exist: it is made when the first instance is.
    ///
    /// - Parameters:
    ///   - path: the folder; a relative path is taken from the process' working folder
    ///   - secrets: what seals and opens passwords
    ///   - backendTypes: the types of backend that a definition may name
    ///   - environment: the environment whose files are read too; nil for none
    public init(
        path: String, secrets: any SecretStore, backendTypes: [BackendSchema] = [.memory], environment: String? = nil
    ) {
        self.init(
            path: path, secrets: secrets, backendTypes: backendTypes, environment: environment, readingFrom: nil)
    }

    /// Opens a repo of which definitions and sources are read from another folder, as they were. Certificates, and what
    /// paths in definitions are from, stay where they are.
    ///
    /// - Parameters:
    ///   - path: the repo's folder
    ///   - secrets: what seals and opens passwords
    ///   - backendTypes: the types of backend that a definition may name
    ///   - environment: the environment whose files are read too; nil for none
    ///   - folder: the folder that is read; nil for the repo's
    package init(
        path: String, secrets: any SecretStore, backendTypes: [BackendSchema], environment: String?,
        readingFrom folder: String?
    ) {
        self.path = RealPath.of(path)
        self.secrets = secrets
        self.backendTypes = backendTypes
        self.environment = environment
        reading = ReadingFolder(folder)
    }

    /// The folder that definitions and sources are read from in place of the repo's; nil where that is the repo.
    package var earlierState: String? { reading.path }

    /// Reads definitions and sources from the repo from here on.
    package func leaveEarlierState() { reading.leave() }

    /// The file of an instance, from the repo's folder on.
    static func file(_ kind: InstanceKind, _ name: String) -> String { DefinitionFile.path("\(kind)/\(name)") }

    /// Where definitions are read from.
    var files: DefinitionFiles { DefinitionFiles(in: earlierState ?? path) }

    /// A kind's folder.
    func folder(of kind: InstanceKind) -> String { "\(earlierState ?? path)/\(kind)" }

    /// The folder of an instance's own files: namespaces, keys and certificates.
    public func folder(of kind: InstanceKind, _ name: String) -> String { "\(folder(of: kind))/\(name)" }

    /// The folder of what an instance has besides definition and sources: keys and certificates.
    func ownFolder(of kind: InstanceKind, _ name: String) -> String { "\(path)/\(kind)/\(name)" }

    /// The path of an instance's file.
    public func file(of kind: InstanceKind, _ name: String) -> String {
        "\(earlierState ?? path)/\(Self.file(kind, name))"
    }

    /// Calls `body` while no one else changes the repo, whose folder is made where it is missing.
    func change<R>(_ body: () throws(ConfigError) -> R) throws(ConfigError) -> R {
        try FileSystem.makeFolder(path)
        return try FolderLock.hold(path, body)
    }

    /// What reads an instance's definition.
    ///
    /// - Parameters:
    ///   - kind: what it is
    ///   - name: its name
    ///   - texts: the files besides its own, as they were; nil for those of the repo
    /// - Returns: the reader.
    func reader(of kind: InstanceKind, _ name: String, with texts: [String: String]? = nil) -> InstanceReader {
        reader(kind, "\(kind)/\(name)", name, texts)
    }

    /// What reads a template that servers extend.
    func reader(ofTemplate name: String) -> InstanceReader {
        reader(.server, "\(DefinitionFile.templates)/\(name)", name, nil)
    }

    private func reader(
        _ kind: InstanceKind, _ stem: String, _ name: String, _ texts: [String: String]?
    ) -> InstanceReader {
        let layers = LayerReader(
            kind: kind, stem: stem, environment: environment, files: texts.map(DefinitionFiles.init(texts:)) ?? files)
        return InstanceReader(
            root: path, name: name, layers: layers, secrets: secrets, backendTypes: backendTypes,
            machineKeys: { MachineNeeds(in: self).keys(for: $0) })
    }
}
