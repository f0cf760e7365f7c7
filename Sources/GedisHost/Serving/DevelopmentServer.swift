import FoundationEssentials
package import GedisConfig
import Glibc

/// A server of an author's files that leaves nothing behind: on loopback, on free ports, with the page and a backend in
/// memory, in a folder of its own. It goes on after a crash.
package struct DevelopmentServer {
    private let folder: String
    private let workspace: Workspace
    private let log: LogSettings

    /// What it is made of.
    package struct Options {
        /// The files and folders that it serves.
        package var paths: [String]
        /// The port for clients of RESP; 0 for a free one.
        package var port: Int
        /// The port of the page; 0 for a free one.
        package var webPort: Int
        /// The origins of other pages that may call.
        package var origins: [String]
        /// What else its definition holds.
        package var assignments: [Assignment]

        /// Describes a server.
        package init(paths: [String], port: Int, webPort: Int, origins: [String], assignments: [Assignment]) {
            self.paths = paths
            self.port = port
            self.webPort = webPort
            self.origins = origins
            self.assignments = assignments
        }
    }

    /// Goes on in the folder of a server, in a process that serves.
    ///
    /// - Parameters:
    ///   - folder: the folder that `create` has made
    ///   - paths: the files and folders that it serves
    ///   - log: where events are logged
    ///   - warn: takes what deserves a person's attention
    /// - Throws: `NamespaceError` when a source cannot be read, `ConfigError` when the folder cannot.
    package init(
        in folder: String, of paths: [String], log: LogSettings, warn: @escaping @Sendable (String) -> Void
    ) throws {
        self.folder = folder
        self.log = log
        var environment = ProcessInfo.processInfo.environment
        for variable in ["XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"] { environment[variable] = folder }
        environment["GEDIS_KEY_FILE"] = nil
        workspace = try Workspace(
            repo: "\(folder)/instances", environment: environment,
            development: Development(of: paths, in: folder), warn: warn)
    }

    /// Makes a server and runs it until a signal ends it, in processes of its own; then removes all that it made.
    ///
    /// - Parameters:
    ///   - options: what it is made of
    ///   - log: where events are logged
    ///   - warn: takes what deserves a person's attention
    ///   - words: the words behind `gedis` with which a process serves in a folder
    /// - Returns: the code to exit with.
    /// - Throws: `NamespaceError` when a source cannot be read, `ConfigError` for what a definition cannot hold, `HostError`
    ///   when no process can be started.
    package static func run(
        _ options: Options, log: LogSettings, warn: @escaping @Sendable (String) -> Void,
        words: (_ folder: String, _ isAfterCrash: Bool) -> [String]
    ) throws -> Int32 {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "gedis-dev-\(getpid())-\(UInt32.random(in: 0 ... .max))").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = try DevelopmentServer(in: folder, of: options.paths, log: log, warn: warn)
        try server.define(options)
        let serving = words(folder, false)
        let launch = Launch(serving: serving, servingAfterCrash: words(folder, true), supervising: serving)
        return try Supervisor(of: name, in: server.workspace, launch: launch, log: log).run()
    }

    private func define(_ options: Options) throws(ConfigError) {
        try workspace.repo.create(.backend, Self.name, [Assignment("type", "memory")])
        try workspace.repo.create(
            .server, Self.name,
            [
                Assignment("addr", "127.0.0.1"), Assignment("port", "\(options.port)"),
                Assignment("web.port", "\(options.webPort)"), Assignment("dbclient_instance", Self.name),
                Assignment("web.gun", "true"), Assignment("web.origins", options.origins.joined(separator: " ")),
            ])
        try workspace.repo.set(.server, Self.name, options.assignments)
    }

    /// Serves until a signal ends it. What does not build is served as it was when it worked last.
    ///
    /// - Parameters:
    ///   - isAfterCrash: whether it takes the place of a process that crashed
    ///   - ready: is called once clients can connect, with the line that says what is served
    /// - Throws: `HostError`, `ConfigError` or `StartError` when the server cannot start.
    package func serve(isAfterCrash: Bool, ready: (String) -> Void) async throws {
        try await ServerProcess(
            of: Self.name, in: workspace, isSupervised: true, isAfterCrash: isAfterCrash, log: log
        )
        .run(isWatching: true, ready: ready)
    }

    private static let name = "dev"
}
