import GedisBackends
import GedisConfig
import GedisCore
import GedisKit
import GedisServer
import GedisSettings
import GedisWeb
import Glibc
import Logging

/// What keeps a server of the config repo going: its definition, its namespaces, and the server itself.
actor ServerHost {
    private let name: String
    private let workspace: Workspace
    private let registry: NamespaceRegistry
    private let channels: Channels
    private let log: LogSettings
    private let logger: Logger
    /// The definition that the server was started by, with what reloads took over.
    private var definition: ServerDefinition?
    private let isSupervised: Bool
    private let started = ContinuousClock.now
    private var server: Server?
    private var web: WebCarrier?
    private var addresses: [String] = []
    private var greeting = ""
    private var namespaces: [Namespace] = []
    private var quarantined: [String] = []
    private var metrics: (port: Int, endpoint: MetricsEndpoint)?
    private var isStopping = false

    init(
        _ name: String, in workspace: Workspace, registry: NamespaceRegistry, channels: Channels, isSupervised: Bool,
        log: LogSettings
    ) {
        self.isSupervised = isSupervised
        self.workspace = workspace
        self.channels = channels
        self.name = name
        self.registry = registry
        self.log = log
        logger = log.logger(name)
    }

    /// Loads the namespaces and opens the server's sockets.
    ///
    /// - Returns: the server, to be run, and the line that says where it listens.
    /// - Throws: `StartError`, `NamespaceError` or `ConfigError` when it cannot start.
    func start(_ instance: Instance<ServerDefinition>) async throws -> (server: Server, greeting: String) {
        let configuration = try workspace.configuration(of: instance)
        let update = try await registry.update(isSupervised ? .serveWhatWorks : .leaveOutWhatDoesNotLoad)
        take(update)
        for failure in update.failures { logger.error("\(failure)", metadata: ["namespace": "\(failure.namespace)"]) }
        let settings = instance.definition.web
        if settings.port != nil { web = WebCarrier(settings, host: instance.definition.addr) }
        let server = Server(
            configuration, namespaces: namespaces, operatorCommands: [operatorCommands.namespace], channels: channels,
            carriers: web.map { [$0] } ?? [], logger: logger)
        self.server = server
        try await serveMetrics(instance.definition.reporting.metricsPort)
        addresses = try await server.start()
        definition = instance.definition
        greeting = greet(configuration, server.ports)
        logger.info(
            "listening",
            metadata: [
                "addresses": "\(addresses.joined(separator: " "))", "tls": "\(configuration.certificate != nil)",
                "namespaces": "\(namespaces.map(\.name).joined(separator: " "))", "pid": "\(getpid())",
            ])
        return (server, greeting)
    }

    /// Loads what changed in the config repo and swaps it in: namespaces, users, limits, the log. A mistake there changes
    /// nothing.
    ///
    /// - Parameter liftsQuarantine: whether namespaces that crashed the server are given another chance
    /// - Returns: the names of the namespaces.
    /// - Throws: `NamespaceError` or `ConfigError` that says what is wrong.
    func reload(liftsQuarantine: Bool = false) async throws -> [String] {
        do {
            let instance = try workspace.repo.server(name)
            let configuration = try workspace.configuration(of: instance)
            let update = try await registry.update(liftsQuarantine: liftsQuarantine)
            take(update)
            await server?.use(namespaces)
            await server?.use(configuration.limits)
            await server?.use(password: configuration.password, users: configuration.users)
            log.use(instance.definition.reporting)
            do {
                try await serveMetrics(instance.definition.reporting.metricsPort)
            } catch {
                logger.error("\(error)")
            }
            warn(of: definition?.keysThatNeedRestart(for: instance.definition) ?? [])
            definition?.limits = instance.definition.limits
            logger.info("reloaded", metadata: update.metadata)
            return namespaces.map(\.name)
        } catch {
            logger.error("not reloaded, what was loaded goes on serving\n\(error)")
            throw error
        }
    }

    /// Ends the server gracefully; asked again, or where that takes too long, at once.
    ///
    /// - Parameter reason: who asked
    func stop(because reason: String) {
        guard !isStopping else { return exitNow("asked again (\(reason))") }
        isStopping = true
        CrashHandler.noteStopping()
        logger.info("stopping", metadata: ["reason": "\(reason)"])
        server?.stop()
        let patience = (definition ?? ServerDefinition()).limits.shutdownTimeout + .seconds(2)
        Task {
            // A command that never returns keeps its thread, and with it the server's end.
            try await Task.sleep(for: patience)
            exitNow("a command does not end")
        }
    }

    /// Ends the process without waiting for anything. It was asked to stop and does, so this is no failure.
    private func exitNow(_ reason: String) {
        logger.warning("stopped at once, without answering what was received", metadata: ["reason": "\(reason)"])
        _exit(0)
    }

    /// Serves the metrics on this port, and no longer on another one.
    private func serveMetrics(_ port: Int) async throws(MetricsError) {
        guard port != metrics?.port ?? 0 else { return }
        await metrics?.endpoint.close()
        metrics = nil
        guard port != 0, let server else { return }
        let endpoint = try await MetricsEndpoint(port: port, of: server.core)
        metrics = (port, endpoint)
        logger.info("serving metrics", metadata: ["url": "http://\(endpoint.address)/metrics"])
    }

    private func take(_ update: NamespaceRegistry.Update) {
        namespaces = update.namespaces
        quarantined = update.quarantined
    }

    private func warn(of keys: [String]) {
        guard !keys.isEmpty else { return }
        logger.warning("changed, and used after 'gedis server restart \(name)': \(keys.joined(separator: ", "))")
    }

    private func status() -> ServerStatus {
        ServerStatus(
            greeting: greeting, pid: Int(getpid()),
            uptimeSeconds: Int((ContinuousClock.now - started).components.seconds),
            addresses: addresses, namespaces: namespaces.map(\.name), quarantined: quarantined,
            stuck: (server?.core.stuck ?? []).map { $0.description }, connections: server?.openConnections ?? 0)
    }

    private nonisolated var operatorCommands: OperatorCommands {
        OperatorCommands(
            status: { await self.status() }, reload: { try await self.reload(liftsQuarantine: true) },
            stop: { Task { await self.stop(because: "gedis server stop") } })
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
        let web = self.web?.address.map { " · web at \($0)" }
        return "\(name) · listening on \(place)\(web ?? "") · namespaces: \(counts.joined(separator: ", "))"
    }
}

extension NamespaceRegistry.Update {
    /// What changed, for the log.
    fileprivate var metadata: Logger.Metadata {
        let changes = [
            ("added", added), ("replaced", replaced), ("removed", removed), ("quarantined", quarantined),
            ("namespaces", namespaces.map(\.name)),
        ]
        return Dictionary(
            uniqueKeysWithValues: changes.filter { !$0.1.isEmpty }.map { ($0.0, "\($0.1.joined(separator: " "))") })
    }
}
