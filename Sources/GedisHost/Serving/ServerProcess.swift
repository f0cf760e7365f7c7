import GedisBackends
import GedisConfig
import GedisCore
import GedisKit
import GedisServer
import GedisSettings
@preconcurrency import Glibc
import Logging
import UnixSignals

/// A server from its definition to its end, in this process.
package struct ServerProcess {
    private let name: String
    private let workspace: Workspace
    private let isSupervised: Bool
    private let log: LogSettings

    private var logger: Logger { log.logger(name) }

    /// Describes a process.
    ///
    /// - Parameters:
    ///   - name: the server's name
    ///   - workspace: where its definition is
    ///   - isSupervised: whether another process starts this one again when it crashes
    ///   - log: where and how events are logged
    package init(of name: String, in workspace: Workspace, isSupervised: Bool, log: LogSettings) {
        self.name = name
        self.workspace = workspace
        self.isSupervised = isSupervised
        self.log = log
    }

    /// Serves until a signal or the control socket ends it.
    ///
    /// - Parameters:
    ///   - isWatching: whether namespaces are loaded anew as soon as their sources change
    ///   - ready: is called once clients can connect, with the line that says where
    /// - Throws: `HostError`, `ConfigError`, `StartError` or `NamespaceError` when the server cannot start.
    package func run(isWatching: Bool, ready: (String) -> Void) async throws {
        let instance = try workspace.repo.server(name)
        for warning in instance.warnings { logger.warning("\(warning)") }
        if let warning = instance.definition.exposure { logger.warning("\(warning)") }
        let files = workspace.files(of: name)
        try claim(files)
        // What this process starts must not keep the supervisor waiting.
        if isSupervised { _ = fcntl(ServingProcess.noticeDescriptor, F_SETFD, FD_CLOEXEC) }
        // What namespaces print shows at once, and is not lost in a crash.
        setvbuf(stdout, nil, _IOLBF, 0)
        // Whoever reads the log may go away.
        signal(SIGPIPE, SIG_IGN)
        if let warning = OpenFiles.raiseLimit(for: instance.definition.limits.maxConnections) {
            logger.warning("\(warning)")
        }
        let quarantine = takeCrashes(in: files)
        // A start that fails is no crash, and neither is an end that was asked for.
        defer { CrashHandler.expectEnd() }
        let backend = try workspace.backend(of: instance)
        if let backend { await connect(backend, instance.definition.dbclientInstance) }

        // Both begin before anyone can know that the server is there, so that no change and no signal is missed.
        let watcher = SourceWatcher(folder: workspace.repo.folder(of: .server, name))
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
        let channels = Channels()
        let registry = NamespaceRegistry(
            of: name, in: workspace, backend: backend, events: channels.events, quarantine: quarantine)
        let host = ServerHost(
            name, in: workspace, registry: registry, channels: channels, isSupervised: isSupervised, log: log)
        let (server, greeting) = try await host.start(instance)
        ready(greeting)
        CrashHandler.noteReady()
        ServiceManager.notify("READY=1")
        await withTaskGroup { group in
            group.addTask {
                for await signal in signals {
                    if signal == .sighup {
                        _ = try? await host.reload(liftsQuarantine: true)
                    } else {
                        await host.stop(because: signalName(signal.rawValue))
                    }
                }
            }
            if isWatching { group.addTask { await watcher.run { _ = try? await host.reload() } } }
            await server.run()
            group.cancelAll()
        }
        await backend?.close()
        logger.info("stopped")
    }

    /// Makes sure that no other process serves the instance, nor will.
    private func claim(_ files: ServerFiles) throws {
        try files.makeFolder()
        if !isSupervised, let supervisor = PIDFile.holder(of: files.supervisorFile) {
            let pid = PIDFile.holder(of: files.pidFile) ?? supervisor
            throw HostError.alreadyRuns(name, "pid \(pid)")
        }
        try PIDFile.hold(files.pidFile, server: name)
    }

    /// Logs the crashes since the last start, and handles those to come.
    ///
    /// - Returns: the namespaces that are not to be loaded.
    private func takeCrashes(in files: ServerFiles) -> Quarantine {
        let crashes = CrashRecord.take(from: files.crashFile)
        for crash in crashes {
            let event = crash.signal == CrashRecord.exit ? "exit() ended the server" : "the server crashed"
            logger.error(
                "\(event) while \(crash.description)",
                metadata: [
                    "at": "\(Timestamp(seconds: crash.time))", "signal": "\(signalName(crash.signal))",
                    "command": "\(crash.subjects.joined(separator: " "))",
                ])
        }
        var quarantine = Quarantine(file: files.quarantineFile)
        for entry in quarantine.add(crashes) {
            logger.error(
                "namespace \(entry.namespace) is quarantined: it crashed the server \(Quarantine.mostCrashes) times",
                metadata: ["namespace": "\(entry.namespace)", "command": "\(entry.subject)"])
        }
        CrashHandler.install(writingTo: files.crashFile, isSupervised: isSupervised)
        return quarantine
    }

    /// A backend that is away is no reason not to serve: the commands that need it say so, until it is back.
    private func connect(_ backend: any ConnectedBackend, _ name: String) async {
        do {
            try await backend.connect()
            logger.info("connected to the backend", metadata: ["backend": "\(name)"])
        } catch {
            logger.warning("backend \(name) is not available yet: \(error)")
        }
        backend.availability?.observe { [logger] change in
            switch change {
            case .lost(let error): logger.warning("backend \(name) is not available any more: \(error)")
            case .restored(let place):
                logger.notice("backend \(name) is available again", metadata: ["address": "\(place)"])
            }
        }
    }
}
