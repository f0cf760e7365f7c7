import GedisBackends
import GedisConfig
import GedisKit
import GedisServer
import Glibc
import Logging

/// What keeps a server of the config repo going: its backend, its namespaces, and the server itself.
actor ServerHost {
    private let name: String
    private let workspace: Workspace
    private let registry: NamespaceRegistry
    private let channels: Channels
    private let logger: Logger
    private var configuration: ServerConfiguration?
    private let started = ContinuousClock.now
    private var server: Server?
    private var addresses: [String] = []
    private var greeting = ""
    private var namespaces: [Namespace] = []

    init(_ name: String, in workspace: Workspace, registry: NamespaceRegistry, channels: Channels, logger: Logger) {
        self.workspace = workspace
        self.channels = channels
        self.name = name
        self.registry = registry
        self.logger = logger
    }

    /// Loads the namespaces and opens the server's sockets.
    ///
    /// - Returns: the server, to be run, and the line that says where it listens.
    /// - Throws: `StartError`, `NamespaceError` or `ConfigError` when it cannot start.
    func start(_ configuration: ServerConfiguration) async throws -> (server: Server, greeting: String) {
        namespaces = try await registry.update()
        let server = Server(
            configuration, namespaces: namespaces, operatorCommands: [operatorCommands.namespace], channels: channels,
            logger: logger)
        addresses = try await server.start()
        self.server = server
        self.configuration = configuration
        greeting = greet(configuration, server.ports)
        return (server, greeting)
    }

    /// Loads what changed in the config repo and swaps it in: namespaces, users, limits. A mistake there changes nothing.
    ///
    /// - Returns: the names of the namespaces.
    /// - Throws: `NamespaceError` or `ConfigError` that says what is wrong.
    func reload() async throws -> [String] {
        do {
            let configuration = try workspace.configuration(of: workspace.repo.server(name))
            namespaces = try await registry.update()
            await server?.use(namespaces)
            await server?.use(configuration.limits)
            await server?.use(password: configuration.password, users: configuration.users)
            if let old = self.configuration { warn(of: old.differencesThatNeedRestart(configuration)) }
            logger.info("reloaded", metadata: ["namespaces": "\(namespaces.map(\.name).joined(separator: " "))"])
            return namespaces.map(\.name)
        } catch {
            logger.error("not reloaded, what was loaded goes on serving\n\(error)")
            throw error
        }
    }

    private func warn(of keys: [String]) {
        guard !keys.isEmpty else { return }
        logger.warning("changed, and used after 'gedis server restart \(name)': \(keys.joined(separator: ", "))")
    }

    private func status() -> ServerStatus {
        ServerStatus(
            greeting: greeting, pid: Int(getpid()),
            uptimeSeconds: Int((ContinuousClock.now - started).components.seconds),
            addresses: addresses, namespaces: namespaces.map(\.name), connections: server?.openConnections ?? 0)
    }

    private nonisolated var operatorCommands: OperatorCommands {
        OperatorCommands(
            status: { await self.status() }, reload: { try await self.reload() },
            stop: { Task { await self.server?.stop() } })
    }

    private func greet(_ configuration: ServerConfiguration, _ ports: [Int]) -> String {
        let places = configuration.endpoints.map { endpoint in
            switch endpoint {
            case .tcp(let host, let port): "\(host):\(port == 0 ? ports.first ?? 0 : port)"
            case .unix(let path, _): path
            }
        }
        let counts = namespaces.map { "\($0.name) (\($0.commands.count) command\($0.commands.count == 1 ? "" : "s"))" }
        let place = places.joined(separator: " and ")
        return "\(name) · listening on \(place) · namespaces: \(counts.joined(separator: ", "))"
    }
}
