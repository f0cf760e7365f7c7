import GedisBackends
import GedisConfig
import GedisCore
import GedisDispatch
import GedisKit
import GedisServer
import GedisSettings
import GedisSockets
@preconcurrency import Glibc
import Logging

/// A server from its definition to its end, in this process.
package struct ServerProcess {
    private let name: String
    private let workspace: Workspace
    private let isSupervised: Bool
    private let isAfterCrash: Bool
    private let log: LogSettings

    private var logger: Logger { log.logger(name) }

    /// Describes a process.
    ///
    /// - Parameters:
    ///   - name: the server's name
    ///   - workspace: where its definition is
    ///   - isSupervised: whether another process starts this one again when it crashes
    ///   - isAfterCrash: whether it replaces one that crashed: what worked then goes on where it is wrong by now
    ///   - log: where and how events are logged
    package init(
        of name: String, in workspace: Workspace, isSupervised: Bool, isAfterCrash: Bool = false, log: LogSettings
    ) {
        self.isAfterCrash = isAfterCrash
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
        let link = isSupervised ? SupervisorLink() : nil
        let start = link?.start() ?? SupervisorLink.Start(listeners: .none)
        let predecessor = start.predecessor.map { Predecessor($0) }
        let record = ServedRecord(of: name, in: workspace)
        let definitions = ServedState.Definitions(of: name, in: workspace.repo)
        var problems: [String] = []
        let instance = try record.server(isAfterCrash: isAfterCrash, &problems)
        let plan = try record.backendPlan(of: instance, isAfterCrash: isAfterCrash, &problems)
        log.use(instance.definition.reporting)
        for problem in problems {
            logger.error("serving as the definition was when it worked last\n\(problem)")
        }
        for warning in instance.warnings { logger.warning("\(warning)") }
        if let warning = instance.definition.exposure { logger.warning("\(warning)") }
        let files = workspace.files(of: name)
        try files.makeFolder()
        var pidFile: Int32?
        if predecessor == nil { pidFile = try claim(files) }
        // What this process starts must not keep the supervisor waiting.
        if isSupervised { _ = fcntl(ServingProcess.noticeDescriptor, F_SETFD, FD_CLOEXEC) }
        PrintedLines.log(to: logger)
        // Whoever reads the log may go away.
        signal(SIGPIPE, SIG_IGN)
        if let warning = OpenFiles.raiseLimit(for: instance.definition.limits.maxConnections) {
            logger.warning("\(warning)")
        }
        let quarantine = takeCrashes(in: files)
        // A start that fails is no crash, and neither is an end that was asked for.
        defer { CrashHandler.expectEnd() }
        let backend = try plan.map { (plan) throws(ConfigError) in try ServerBackend(plan, logger: logger) }
        await backend?.connect()

        // Both begin before anyone can know that the server is there, so that no change and no signal is missed.
        let watcher = SourceWatcher(
            paths: workspace.development?.watched ?? ["\(workspace.repo.path)/\(InstanceKind.server)/\(name)"])
        let signals = await TrappedSignals.stream(of: SIGTERM, SIGINT, SIGHUP)
        let channels = Channels()
        let lives = NamespaceLives(logger, after: predecessor)
        let registry = NamespaceRegistry(
            of: name, in: workspace, backend: backend?.shared, relay: await backend?.relay, events: channels.events,
            log: Log(logger), lives: lives, quarantine: quarantine)
        let host = ServerHost(
            name, in: workspace, registry: registry, lives: lives, backend: backend, channels: channels,
            isSupervised: isSupervised, link: link, kept: start.listeners, log: log)
        let server = try await host.open(
            instance, definitions, outdated: problems, isBeside: predecessor != nil)
        let legacy = try await predecessor?.takeOver()
        if predecessor != nil { pidFile = try await takeClaim(files) }
        ready(try await host.begin(instance, with: legacy))
        CrashHandler.noteReady()
        ServiceManager.notify("READY=1")
        link?.follow { [pidFile] stream in
            Task {
                await host.serve(successor: stream) { if let pidFile { close(pidFile) } }
            }
        }
        if let predecessor { Task { [logger] in await predecessor.follow(into: server, logger: logger) } }
        await withTaskGroup { group in
            group.addTask {
                for await signal in signals {
                    if signal == SIGHUP {
                        ServiceManager.notifyReloading()
                        _ = try? await host.reload(liftsQuarantine: true)
                        ServiceManager.notify("READY=1")
                    } else {
                        await host.stop(because: signalName(signal))
                    }
                }
            }
            if isWatching {
                group.addTask {
                    await watcher.run(besides: { await registry.programFiles }) { _ = try? await host.reload() }
                }
            }
            await server.run()
            group.cancelAll()
        }
        await lives.end()
        await registry.closeMounts()
        await backend?.close()
        logger.info("stopped")
    }

    /// Makes sure that no other process serves the instance, nor will.
    ///
    /// - Returns: the file by which it is known.
    private func claim(_ files: ServerFiles) throws(HostError) -> Int32 {
        if !isSupervised, let supervisor = PIDFile.holder(of: files.supervisorFile) {
            let pid = PIDFile.holder(of: files.pidFile) ?? supervisor
            throw HostError.alreadyRuns(name, "pid \(pid)")
        }
        return try PIDFile.hold(files.pidFile, server: name)
    }

    /// Claims the instance from a process that has handed it over, and is about to let the file go.
    private func takeClaim(_ files: ServerFiles) async throws -> Int32 {
        let deadline = ContinuousClock.now + .seconds(1)
        while ContinuousClock.now < deadline {
            if let file = try? claim(files) { return file }
            try await Task.sleep(for: .milliseconds(1))
        }
        return try claim(files)
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
                "namespace \(entry.namespace) is quarantined: \(entry.reason)",
                metadata: ["namespace": "\(entry.namespace)", "command": "\(entry.subject)"])
        }
        CrashHandler.install(writingTo: files.crashFile, isSupervised: isSupervised)
        return quarantine
    }
}
