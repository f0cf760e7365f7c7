internal import GedisSettings

/// The files of a server that runs, or ran, on this machine.
public struct ServerFiles: Sendable {
    /// The folder that holds them.
    public let folder: String

    /// The number of the process that serves.
    public var pidFile: String { folder + "/pid" }
    /// The number of the process that starts the serving one again when it crashes.
    public var supervisorFile: String { folder + "/supervisor" }
    /// What ran when the server crashed, until its next start reads it.
    public var crashFile: String { folder + "/crashes" }
    /// The namespaces that the server does without because they crashed it.
    public var quarantineFile: String { folder + "/quarantine.json" }
    /// The libraries of its namespaces that were served last.
    public var librariesFile: String { folder + "/libraries.json" }
    /// The definitions and sources by which it started, or that a reload took over, last.
    public var definitionsFile: String { folder + "/definitions.json" }
    /// A folder with the definitions and sources to which a server was put back, until others are taken over.
    package var earlierState: String { folder + "/before" }
    /// Where the sources of its namespaces were added from.
    public var originsFile: String { folder + "/origins.json" }
    /// Locked by whoever changes its namespaces.
    public var editLock: String { folder + "/edit" }
    /// What a server without a terminal writes.
    public var logFile: String { folder + "/log" }
    /// The Unix socket by which the server is asked to reload or stop.
    public var controlSocket: String { folder + "/control.sock" }
    /// The Unix socket by which the supervisor is asked to let another process serve.
    public var restartSocket: String { folder + "/restart.sock" }

    /// Names the files of a server: servers of the same name in other repos have others.
    ///
    /// - Parameters:
    ///   - server: the server's name
    ///   - repo: the repo that defines it
    ///   - paths: where this machine keeps files
    public init(of server: String, in repo: ConfigRepo, on paths: MachinePaths) {
        folder = "\(paths.folder(of: repo, in: paths.state))/\(server)"
    }

    /// The file that is locked by whoever applies what a repo says, in a folder that is made where it is missing.
    ///
    /// - Throws: `ConfigError` when the folder cannot be made.
    package static func applyLock(of repo: ConfigRepo, on paths: MachinePaths) throws(ConfigError) -> String {
        let folder = paths.folder(of: repo, in: paths.state)
        try FileSystem.makeFolder(folder, mode: 0o700)
        return folder + "/apply.lock"
    }

    /// The names of the servers of a repo that have files on this machine, in order, whether they are defined or not.
    package static func names(in repo: ConfigRepo, on paths: MachinePaths) -> [String] {
        let folder = paths.folder(of: repo, in: paths.state)
        return ((try? FileSystem.names(in: folder)) ?? []).filter { InstanceName.isValid($0) }
    }

    /// Makes the folder where it is missing. Only the user may look into it.
    ///
    /// - Throws: `ConfigError` when it cannot be made.
    public func makeFolder() throws(ConfigError) { try FileSystem.makeFolder(folder, mode: 0o700) }
}
