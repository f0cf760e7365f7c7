import Foundation
package import GedisConfig
import GedisKit
import GedisNamespaces

/// Sources that are served where their author has them, and a folder for all that a server needs besides.
struct Development: Sendable {
    /// The sources.
    let sources: [NamespaceFiles]
    /// The folder, which is removed at the end.
    let folder: String

    /// Names the sources.
    ///
    /// - Throws: `NamespaceError` when a name cannot be a namespace's, two are the same, or a file is not there.
    init(of paths: [String], in folder: String) throws(NamespaceError) {
        self.folder = folder
        var sources: [NamespaceFiles] = []
        for path in paths {
            let source = try NamespaceSource(authored: path)
            if let other = sources.first(where: { $0.name == source.name }) {
                throw NamespaceError(.name, "\(path) and \(other.source) are both named \(source.name)")
            }
            sources.append(
                NamespaceFiles(
                    name: source.name, source: path, glue: "\(folder)/glue/\(source.name).swift",
                    shared: source.shared?.path))
        }
        self.sources = sources
    }

    /// What changes when a source does.
    var watched: [String] { Array(Set(sources.map(\.source) + sources.compactMap(\.shared))).sorted() }

    /// The first line: what is served, and where.
    func greeting(_ namespaces: [Namespace], port: Int, page: String?) -> String {
        let served = sources.map { source in
            guard let namespace = namespaces.first(where: { $0.name == source.name }) else {
                return "\(source.name) has errors"
            }
            let commands = namespace.commands.map(\.name).joined(separator: " ")
            return sources.count == 1 ? "\(source.name) · \(commands)" : "\(source.name): \(commands)"
        }
        return
            (served + ["redis-cli -p \(port)"] + (page.map { [$0] } ?? [])
            + ["saves are taken over", "Ctrl-C ends it"]).joined(separator: " · ")
    }

    /// Removes the folder.
    func remove() { try? FileManager.default.removeItem(atPath: folder) }
}

/// A server of an author's files that leaves nothing behind: on loopback, on free ports, with the page and a backend in
/// memory.
package struct DevelopmentServer {
    private let paths: [String]
    private let log: LogSettings
    private let warn: @Sendable (String) -> Void

    /// Describes a server.
    ///
    /// - Parameters:
    ///   - paths: the files and folders that it serves
    ///   - log: where events are logged
    ///   - warn: takes what deserves a person's attention
    package init(of paths: [String], log: LogSettings, warn: @escaping @Sendable (String) -> Void) {
        self.paths = paths
        self.log = log
        self.warn = warn
    }

    /// Serves until a signal ends it. What does not build is served as it was when it worked last.
    ///
    /// - Parameters:
    ///   - port: the port for clients of RESP; 0 for a free one
    ///   - webPort: the port of the page; 0 for a free one
    ///   - origins: the origins of other pages that may call
    ///   - ready: is called once clients can connect, with the line that says what is served
    /// - Throws: `NamespaceError` when a source cannot be read, `HostError`, `ConfigError` or `StartError` when the server
    ///   cannot start.
    package func run(port: Int, webPort: Int, origins: [String], ready: (String) -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "gedis-dev-\(getpid())-\(UInt32.random(in: 0 ... .max))").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var environment = ProcessInfo.processInfo.environment
        for variable in ["XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"] { environment[variable] = folder }
        environment["GEDIS_KEY_FILE"] = nil
        let workspace = try Workspace(
            repo: "\(folder)/instances", environment: environment,
            development: Development(of: paths, in: folder), warn: warn)
        try workspace.repo.create(.backend, Self.name, [Assignment("type", "memory")])
        try workspace.repo.create(
            .server, Self.name,
            [
                Assignment("addr", "127.0.0.1"), Assignment("port", "\(port)"), Assignment("web.port", "\(webPort)"),
                Assignment("dbclient_instance", Self.name), Assignment("web.gun", "true"),
                Assignment("web.origins", origins.joined(separator: " ")),
            ])
        try await ServerProcess(of: Self.name, in: workspace, isSupervised: false, log: log)
            .run(isWatching: true, ready: ready)
    }

    private static let name = "dev"
}
