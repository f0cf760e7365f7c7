import GedisBackends
import GedisConfig
import GedisCore
import GedisKit
import GedisServer
import GedisSettings
import GedisSockets
import GedisWeb
import Glibc
import Logging

/// What keeps a server of the config repo going: its definition, its namespaces, and the server itself.
actor ServerHost {
    let name: String
    let workspace: Workspace
    let registry: NamespaceRegistry
    let lives: NamespaceLives
    let backend: ServerBackend?
    private let channels: Channels
    private let log: LogSettings
    let logger: Logger
    private let link: SupervisorLink?
    private let kept: KeptListeners
    /// The definition that the server was started by, with what reloads took over.
    private(set) var definition: ServerDefinition?
    private let isSupervised: Bool
    let started = ContinuousClock.now
    private(set) var server: Server?
    private(set) var web: WebCarrier?
    private(set) var addresses: [String] = []
    private(set) var greeting = ""
    private(set) var namespaces: [Namespace] = []
    /// What the namespaces came to at last.
    private(set) var state = NamespaceRegistry.Update(namespaces: [])
    /// What is wrong with the definitions, where those that worked last are used.
    private(set) var outdated: [String] = []
    /// The definitions by which it opened.
    private var definitions: ServedState.Definitions?
    /// What changes the namespaces, one after the other.
    private var lastChange: Task<Void, Never>?
    private var metrics: (port: Int, endpoint: MetricsEndpoint, entry: KeptListeners.Entry?)?
    private var metricsSocket: ListeningSocket?
    private(set) var isStopping = false

    init(
        _ name: String, in workspace: Workspace, registry: NamespaceRegistry, lives: NamespaceLives,
        backend: ServerBackend?, channels: Channels, isSupervised: Bool, link: SupervisorLink? = nil,
        kept: KeptListeners = .none, log: LogSettings
    ) {
        self.link = link
        self.kept = kept
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

    /// Loads the namespaces and opens the server's sockets, from which nothing is accepted before `begin`.
    ///
    /// - Parameters:
    ///   - instance: the server's definition
    ///   - definitions: the texts of all of them, read before
    ///   - outdated: what is wrong with the definitions that it replaces
    ///   - isBeside: whether another process serves until this one could: then all has to be right
    /// - Returns: the server, to be run.
    /// - Throws: `StartError`, `MetricsError`, `NamespaceError` or `ConfigError` when it cannot start.
    func open(
        _ instance: Instance<ServerDefinition>, _ definitions: ServedState.Definitions?, outdated: [String] = [],
        isBeside: Bool = false
    ) async throws -> Server {
        let configuration = try workspace.configuration(of: instance)
        self.definitions = definitions
        // What is put back was served with all that was wrong with it.
        let tolerance: NamespaceRegistry.Tolerance =
            isBeside && workspace.repo.earlierState == nil
            ? .none : isSupervised || workspace.development != nil ? .serveWhatWorks : .leaveOutWhatDoesNotLoad
        let update = try await registry.update(
            tolerance,
            patience: .init(timeout: instance.definition.limits.initTimeout, grace: isBeside ? nil : Self.grace),
            settings: try workspace.namespaceSettings(of: instance), definition: instance.definition,
            mounts: try workspace.mountPlans(of: instance), mountChanged: mountChanged)
        take(update)
        let settings = instance.definition.web
        if settings.port != nil {
            web = WebCarrier(
                settings, host: instance.definition.addr, graph: backend?.shared,
                dialers: try workspace.gunDialers(of: instance), kept: kept)
        }
        let server = Server(
            configuration, namespaces: namespaces, operatorCommands: [operatorCommands.namespace], channels: channels,
            carriers: web.map { [$0] } ?? [], kept: kept, logger: logger)
        self.server = server
        noteReadiness()
        let metricsPort = instance.definition.reporting.metricsPort
        if metricsPort != 0 { metricsSocket = try MetricsEndpoint.listen(at: metricsPort, among: kept) }
        addresses = try await server.open()
        self.outdated = outdated
        return server
    }

    /// Begins to serve.
    ///
    /// - Parameters:
    ///   - instance: the definition that `open` was given
    ///   - legacy: what another process hands over
    /// - Returns: the line that says where it listens.
    /// - Throws: `StartError` or `MetricsError` when the system has no threads left.
    func begin(_ instance: Instance<ServerDefinition>, with legacy: Predecessor.Legacy? = nil) async throws -> String {
        guard let server else { return "" }
        if let legacy { await server.take(over: legacy) }
        try await serveMetrics(instance.definition)
        try await server.startAccepting()
        keepListeners()
        definition = instance.definition
        keep(definitions, isStart: true)
        greeting = greet(server.core.configuration, server.ports)
        await lives.follow(state)
        logger.info(
            "listening",
            metadata: [
                "addresses": "\(addresses.joined(separator: " "))", "tls": "\(server.core.certificate != nil)",
                "namespaces": "\(namespaces.map(\.name).joined(separator: " "))", "pid": "\(getpid())",
            ])
        for name in state.loading {
            logger.notice("namespace \(name) is served once its init() has ended", metadata: ["namespace": "\(name)"])
            Task { await bringIn(name) }
        }
        return greeting
    }

    /// Hands the listening sockets that were opened since to the supervisor.
    private func keepListeners() { link?.keep(kept.settle()) }

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
            workspace.repo.leaveEarlierState()
            let definitions = ServedState.Definitions(of: name, in: workspace.repo)
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
            await server?.use(passwords: configuration.passwords, users: configuration.users)
            log.use(instance.definition.reporting)
            if let replacement {
                await backend?.take(replacement)
                take(try await registry.backendChanged(relay: await backend?.relay))
                await server?.use(namespaces)
            }
            do {
                try await serveMetrics(instance.definition)
            } catch {
                logger.error("\(error)")
            }
            warn(of: definition?.keysThatNeedRestart(for: instance.definition) ?? [])
            definition?.limits = instance.definition.limits
            outdated = []
            keep(definitions)
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
        end()
    }

    /// Ends what the next process has not taken over.
    func leave() async {
        CrashHandler.expectEnd()
        await stopMetrics(isForGood: false)
        end()
    }

    private func end() {
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
    private func serveMetrics(_ definition: ServerDefinition) async throws(MetricsError) {
        let port = definition.reporting.metricsPort
        guard port != metrics?.port ?? 0 else { return }
        await stopMetrics()
        guard port != 0, let server else { return }
        let opened = metricsSocket.take()
        let socket = if let opened { opened } else { try MetricsEndpoint.listen(at: port, among: kept) }
        let endpoint = try await MetricsEndpoint(socket, of: server.core, web: definition.web)
        let used = kept.settle()
        link?.keep(used)
        metrics = (port, endpoint, used.first { $0.entry.purpose == .metrics }?.entry)
        logger.info("serving metrics", metadata: ["url": "http://\(endpoint.address)/metrics"])
    }

    /// Ends the serving of metrics.
    ///
    /// - Parameter isForGood: whether nobody listens there any more
    private func stopMetrics(isForGood: Bool = true) async {
        await metrics?.endpoint.close()
        if isForGood, let entry = metrics?.entry { link?.drop(entry) }
        metrics = nil
    }

    private func take(_ update: NamespaceRegistry.Update) {
        let known = Set(state.failures.map(\.description))
        for failure in update.failures where !known.contains(failure.description) {
            logger.error("\(failure)", metadata: ["namespace": "\(failure.namespace)"])
        }
        namespaces = update.namespaces
        state = update
        noteReadiness()
    }
}
