import GedisBackends
import GedisConfig
import GedisServer
import Logging
import UnixSignals

/// A server from its definition to its end, in this process.
struct ServerProcess {
    let workspace: Workspace
    let name: String
    let logger: Logger

    /// Serves until a signal or the control socket ends it.
    ///
    /// - Parameters:
    ///   - isWatching: whether namespaces are loaded anew as soon as their sources change
    ///   - ready: is called once clients can connect, with the line that says where
    /// - Throws: `Failure`, `ConfigError`, `StartError` or `NamespaceError` when the server cannot start.
    func run(isWatching: Bool, ready: (String) -> Void) async throws {
        let instance = try workspace.repo.server(name)
        for warning in instance.warnings { logger.warning("\(warning)") }
        let state = workspace.state(of: name)
        try state.makeFolder()
        try PIDFile.hold(state.pidFile, server: name)
        let backend = try workspace.backend(of: instance)
        if let backend { await connect(backend, instance.definition.dbclientInstance) }

        // Both begin before anyone can know that the server is there, so that no change and no signal is missed.
        let watcher = SourceWatcher(folder: workspace.repo.folder(of: .server, name))
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
        let channels = Channels()
        let registry = NamespaceRegistry(of: name, in: workspace, backend: backend, events: channels.events)
        let host = ServerHost(name, in: workspace, registry: registry, channels: channels, logger: logger)
        let (server, greeting) = try await host.start(try workspace.configuration(of: instance))
        ready(greeting)
        await withTaskGroup { group in
            group.addTask {
                for await signal in signals {
                    if signal == .sighup { _ = try? await host.reload() } else { server.stop() }
                }
            }
            if isWatching { group.addTask { await watcher.run { _ = try? await host.reload() } } }
            await server.run()
            group.cancelAll()
        }
        await backend?.close()
        logger.info("stopped")
    }

    /// A backend that is away is no reason not to serve: the commands that need it say so, until it is back.
    private func connect(_ backend: any ConnectedBackend, _ name: String) async {
        do {
            try await backend.connect()
        } catch {
            logger.warning("backend \(name) is not available yet: \(error)")
        }
    }
}
