package import GedisConfig
import GedisCore
import GedisNamespaces
import GedisServer
import GedisSockets
import GedisSettings
import GedisWeb

/// Finds what would stop a server's start, without starting it. It says so as the start would.
package struct StartCheck: Sendable {
    private let name: String
    private let workspace: Workspace

    /// A check of a server's next start.
    package init(of name: String, in workspace: Workspace) {
        self.name = name
        self.workspace = workspace
    }

    /// Checks all of it. Ports that the server has while it runs are free for its next start.
    ///
    /// - Parameter withPlaces: whether it looks where the server could listen, which a process beside it finds out by itself
    /// - Throws: `ConfigError`, `StartError`, `MetricsError` or `NamespaceError` that says what is wrong first.
    package func run(withPlaces: Bool = true) async throws {
        _ = try workspace.backend(of: try workspace.repo.server(name))
        try secrets()
        try certificate()
        try await buildNamespaces()
        if withPlaces { try requirePlaces() }
    }

    /// Looks whether the server could listen where its definition says. Ports that it has while it runs are free for it.
    ///
    /// - Throws: `StartError` or `MetricsError` for a place that another has.
    package func requirePlaces() throws {
        let running = RunningServer(name, in: workspace)
        // The supervisor holds them while no process serves.
        try places(besides: HeldSockets(of: running.pid ?? running.supervisor))
    }

    /// Opens the passwords, and looks where mounts and other servers of GUN are.
    ///
    /// - Throws: `ConfigError` when one cannot be opened, or the client of one of them is missing.
    package func secrets() throws(ConfigError) {
        let instance = try workspace.repo.server(name)
        _ = try workspace.passwords(of: instance)
        _ = try workspace.users(of: instance)
        _ = try workspace.mountPlans(of: instance)
        _ = try workspace.gunDialers(of: instance)
    }

    /// Loads the certificate, its key and the client_ca.
    ///
    /// - Throws: `ConfigError` when the definition is wrong, `StartError` when they cannot be used.
    package func certificate() throws {
        _ = try workspace.certificate(of: try workspace.repo.server(name))?.context()
    }

    /// A check of the certificate's files.
    ///
    /// - Throws: `ConfigError` when the definition is wrong.
    package func certificateFiles() throws(ConfigError) -> CertificateCheck {
        CertificateCheck(
            workspace.repo.certificate(of: try workspace.repo.server(name)),
            advice: "'gedis cert generate \(name) --force' makes another")
    }

    /// Builds every namespace, and loads its library without running anything of it.
    ///
    /// - Throws: `ConfigError` when a source's name is wrong, `NamespaceError` when one does not build or load.
    package func buildNamespaces() async throws {
        for files in try workspace.repo.namespaces(of: name) { try await build(files) }
    }

    /// Builds a namespace, and loads its library without running anything of it.
    ///
    /// - Throws: `NamespaceError` when it does not build or load.
    package func build(_ files: NamespaceFiles) async throws {
        try await workspace.builder.build(NamespaceSource(files)).check()
    }

    /// Looks whether the server could listen where its definition says.
    private func places(besides held: HeldSockets) throws {
        let instance = try workspace.repo.server(name)
        let definition = instance.definition
        let isEncrypted = definition.ssl
        for endpoint in workspace.endpoints(of: definition) {
            switch endpoint {
            case .tcp(_, let port) where port == 0 || held.has(port: port): break
            case .unix(let path, _) where held.has(path: path): break
            default: try ListeningSocket.check(endpoint)
            }
        }
        if let port = definition.web.port {
            try WebCarrier.checkEncryption(definition.web, host: definition.addr, isEncrypted: isEncrypted)
            if port != 0, !held.has(port: port) { try ListeningSocket.check(.tcp(host: definition.addr, port: port)) }
        }
        let metricsPort = definition.reporting.metricsPort
        if metricsPort != 0, !held.has(port: metricsPort) { try MetricsEndpoint.listen(at: metricsPort).discard() }
    }
}
