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
    private let lives: NamespaceLives
    private let backend: ServerBackend?
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
    /// What the namespaces came to at last.
    private var state = NamespaceRegistry.Update(namespaces: [])
    /// What is wrong with the definitions, where those that worked last are used.
    private var outdated: [String] = []
    /// What changes the namespaces, one after the other.
    private var lastChange: Task<Void, Never>?
    private var metrics: (port: Int, endpoint: MetricsEndpoint)?
    private var isStopping = false

    init(
        _ name: String, in workspace: Workspace, registry: NamespaceRegistry, lives: NamespaceLives,
        backend: ServerBackend?, channels: Channels,
        isSupervised: Bool, log: LogSettings
    ) {
        self.isSupervised = isSupervised
        self.workspace = workspace
        self.channels = channels
        self.name = name
        self.registry = registry
        self.lives = lives
        self.backend = backend
        self.log = log
        logger = log.logger(name)
    }

    /// Loads the namespaces and opens the server's sockets.
    ///
    /// - Parameters:
    ///   - instance: the server's definition
    ///   - outdated: what is wrong with the definitions that it replaces
    /// - Returns: the server, to be run, and the line that says where it listens.
    /// - Throws: `StartError`, `NamespaceError` or `ConfigError` when it cannot start.
    func start(_ instance: Instance<ServerDefinition>, outdated: [String] = []) async throws -> (
        server: Server, greeting: String
    ) {
        let configuration = try workspace.configuration(of: instance)
        let update = try await registry.update(
            isSupervised || workspace.development != nil ? .serveWhatWorks : .leaveOutWhatDoesNotLoad,
            patience: .init(timeout: instance.definition.limits.initTimeout, grace: Self.grace),
            settings: try workspace.namespaceSettings(of: instance), definition: instance.definition,
            mounts: try workspace.mountPlans(of: instance), mountChanged: mountChanged)
        take(update)
        let settings = instance.definition.web
        if settings.port != nil { web = WebCarrier(settings, host: instance.definition.addr) }
        let server = Server(
            configuration, namespaces: namespaces, operatorCommands: [operatorCommands.namespace], channels: channels,
            carriers: web.map { [$0] } ?? [], logger: logger)
        self.server = server
        try await serveMetrics(instance.definition)
        addresses = try await server.start()
        definition = instance.definition
        self.outdated = outdated
        if outdated.isEmpty { DefinitionRecord(of: name, in: workspace).keep(instance) }
        greeting = greet(configuration, server.ports)
        await lives.follow(update)
        logger.info(
            "listening",
            metadata: [
                "addresses": "\(addresses.joined(separator: " "))", "tls": "\(configuration.certificate != nil)",
                "namespaces": "\(namespaces.map(\.name).joined(separator: " "))", "pid": "\(getpid())",
            ])
        for name in update.loading {
            logger.notice("namespace \(name) is served once its init() has ended", metadata: ["namespace": "\(name)"])
            Task { await bringIn(name) }
        }
        return (server, greeting)
    }

    /// How long a start waits for each `init` before the server listens without the namespace.
    private static let grace = Duration.milliseconds(250)

    /// How long an `init` may take.
    private var initTimeout: Duration { (definition ?? ServerDefinition()).limits.initTimeout }

    /// Serves a namespace once its `init` has ended, or leaves it out once its time is over.
    private func bringIn(_ name: String) async {
        while state.loading.contains(name) {
            await registry.waitForLoad(of: name, within: initTimeout)
            try? await inTurn { try await self.settle() }
        }
    }

    /// Brings in what a mounted server has by now.
    private var mountChanged: @Sendable () async -> Void {
        { [weak self] in
            guard let self else { return }
            try? await inTurn { try await self.settle() }
        }
    }

    private func settle() async throws {
        guard let update = try await registry.settle(within: initTimeout) else { return }
        take(update)
        await server?.use(namespaces)
        await lives.follow(update)
        logger.info("loaded", metadata: update.metadata)
    }

    /// Changes the namespaces after all changes that were begun before.
    private func inTurn<R: Sendable>(_ change: @escaping @Sendable () async throws -> R) async throws -> R {
        let task = Task { [lastChange] in
            await lastChange?.value
            return try await change()
        }
        lastChange = Task { _ = await task.result }
        return try await task.value
    }

    /// Loads what changed in the config repo and swaps it in: namespaces, users, limits, the log. A mistake there changes
    /// nothing.
    ///
    /// - Parameter liftsQuarantine: whether namespaces that crashed the server are given another chance
    /// - Returns: the names of the namespaces.
    /// - Throws: `NamespaceError` or `ConfigError` that says what is wrong.
    func reload(liftsQuarantine: Bool = false) async throws -> [String] {
        try await inTurn { try await self.takeOver(liftsQuarantine: liftsQuarantine) }
    }

    private func takeOver(liftsQuarantine: Bool) async throws -> [String] {
        do {
            let instance = try workspace.repo.server(name)
            let configuration = try workspace.configuration(of: instance)
            let replacement = try await backendReplacement(for: instance)
            let update = try await registry.update(
                workspace.development == nil ? .none : .serveWhatWorks, liftsQuarantine: liftsQuarantine,
                patience: .init(timeout: instance.definition.limits.initTimeout),
                settings: try workspace.namespaceSettings(of: instance), definition: instance.definition,
                mounts: try workspace.mountPlans(of: instance), mountChanged: mountChanged)
            take(update)
            await server?.use(namespaces)
            await lives.follow(update)
            await server?.use(configuration.limits)
            await server?.use(password: configuration.password, users: configuration.users)
            log.use(instance.definition.reporting)
            if let replacement { await backend?.take(replacement) }
            do {
                try await serveMetrics(instance.definition)
            } catch {
                logger.error("\(error)")
            }
            warn(of: definition?.keysThatNeedRestart(for: instance.definition) ?? [])
            definition?.limits = instance.definition.limits
            outdated = []
            DefinitionRecord(of: name, in: workspace).keep(instance)
            logger.info("reloaded", metadata: update.metadata)
            return namespaces.map(\.name)
        } catch {
            await lives.resume()
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
        workspace.development?.remove()
        _exit(0)
    }

    /// Serves the metrics on this port, and no longer on another one.
    private func serveMetrics(_ definition: ServerDefinition) async throws(MetricsError) {
        let port = definition.reporting.metricsPort
        guard port != metrics?.port ?? 0 else { return }
        await metrics?.endpoint.close()
        metrics = nil
        guard port != 0, let server else { return }
        let endpoint = try await MetricsEndpoint(port: port, of: server.core, web: definition.web)
        metrics = (port, endpoint)
        logger.info("serving metrics", metadata: ["url": "http://\(endpoint.address)/metrics"])
    }

    /// The backend that the server was started with as it is defined now; nil where that has not changed. The backend of
    /// another name takes a restart, because namespaces may have been handed none.
    private func backendReplacement(
        for instance: Instance<ServerDefinition>
    ) async throws -> ServerBackend.Replacement? {
        guard let backend, instance.definition.dbclientInstance == definition?.dbclientInstance,
            let plan = try workspace.backendPlan(of: instance)
        else { return nil }
        return try await backend.replacement(by: plan)
    }

    private func take(_ update: NamespaceRegistry.Update) {
        let known = Set(state.failures.map(\.description))
        for failure in update.failures where !known.contains(failure.description) {
            logger.error("\(failure)", metadata: ["namespace": "\(failure.namespace)"])
        }
        namespaces = update.namespaces
        state = update
    }

    private func warn(of keys: [String]) {
        guard !keys.isEmpty else { return }
        logger.warning("changed, and used after 'gedis server restart \(name)': \(keys.joined(separator: ", "))")
    }

    private func status() async -> ServerStatus {
        let mounts = await registry.mountStates
        return ServerStatus(
            greeting: greeting, pid: Int(getpid()),
            uptimeSeconds: Int((ContinuousClock.now - started).components.seconds),
            addresses: addresses, namespaces: namespaces.map(\.name), quarantined: state.quarantined,
            loading: state.loading, leftOut: state.failures.filter { !$0.isServedAsBefore }.map(\.summary),
            servedAsBefore: outdated + state.failures.filter(\.isServedAsBefore).map(\.summary),
            stuck: (server?.core.stuck ?? []).map { $0.description }, mounts: mounts.all, notThere: mounts.missing,
            workers: namespaces.flatMap { namespace in
                (namespace.processes?() ?? []).map { "\(namespace.name): \($0)" }
            }, connections: server?.openConnections ?? 0)
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
        if let development = workspace.development {
            return development.greeting(namespaces, port: ports.first ?? 0, page: self.web?.address)
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
            ("loading", loading), ("left_out", failures.map(\.namespace)),
            ("namespaces", namespaces.map(\.name)),
        ]
        return Dictionary(
            uniqueKeysWithValues: changes.filter { !$0.1.isEmpty }.map { ($0.0, "\($0.1.joined(separator: " "))") })
    }
}
