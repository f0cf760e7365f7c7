import GedisConfig
import GedisCore
import GedisKit
import GedisMounts
import GedisNamespaces
import GedisSettings
import GedisWorkers

/// The namespaces that a server has loaded, kept up with their sources in the config repo.
///
/// One update or settling at a time: who has a registry sees to that.
actor NamespaceRegistry {
    private let repo: ConfigRepo
    private let development: Development?
    private let builder: NamespaceBuilder
    private let server: String
    let backend: (any Backend)?
    /// The way to the backend that the commands have which every server has; nil where they go to it as others do.
    var relay: RelayTarget?
    let events: Events
    let log: Log
    private let lives: NamespaceLives
    private var quarantine: Quarantine
    private var record: LibraryRecord
    private(set) var loaded: [String: Loaded] = [:]
    /// What began to load last, and had not ended when it was looked at.
    private var loads: [String: NamespaceLoad] = [:]
    private(set) var failures: [NamespaceFailure] = []
    private(set) var served: [String: NamespaceSource] = [:]
    private var definition = ServerDefinition()
    var mounts: ServerMounts

    /// Makes a registry with nothing loaded.
    ///
    /// - Parameters:
    ///   - server: the server's name
    ///   - workspace: where its definition is
    ///   - backend: what namespaces are handed as `dbclient`
    ///   - relay: the way to it of the commands that every server has; nil for the usual one
    ///   - events: what they publish to
    ///   - log: what takes their lines
    ///   - lives: what they do besides answering calls
    ///   - quarantine: the namespaces that are not to be loaded
    init(
        of server: String, in workspace: Workspace, backend: (any Backend)?, relay: RelayTarget? = nil, events: Events,
        log: Log = .none,
        lives: NamespaceLives, quarantine: Quarantine
    ) {
        self.server = server
        self.backend = backend
        self.relay = relay
        self.events = events
        self.log = log
        self.lives = lives
        self.quarantine = quarantine
        record = LibraryRecord(file: workspace.files(of: server).librariesFile)
        mounts = ServerMounts(in: workspace, log: log)
        repo = workspace.repo
        development = workspace.development
        builder = workspace.builder
    }

    /// Builds and loads what changed. A namespace that did not change stays as it is, with its state.
    ///
    /// - Parameters:
    ///   - tolerance: what becomes of those that do not build or load
    ///   - liftsQuarantine: whether those that crashed the server are given another chance
    ///   - patience: how long it waits for each `init`
    ///   - settings: the namespaces' settings as JSON, by their names
    ///   - definition: the server's definition, which has them with their places
    ///   - plans: the namespaces that are mounted from other servers
    ///   - mountChanged: is called when one of those has other commands than before; `settle` then brings them in
    /// - Returns: the namespaces, and what became of them.
    /// - Throws: `NamespaceError` or `ConfigError`; what was loaded stays.
    func update(
        _ tolerance: Tolerance = .none, liftsQuarantine: Bool = false, patience: Patience = Patience(),
        settings: [String: [UInt8]] = [:], definition: ServerDefinition = ServerDefinition(),
        mounts plans: [MountPlan] = [], mountChanged: @escaping @Sendable () async -> Void = {}
    ) async throws -> Update {
        self.definition = definition
        let nextMounts = await mounts.next(plans, changed: mountChanged)
        if liftsQuarantine { quarantine.lift() }
        var next: [String: Loaded] = [:]
        var failures: [NamespaceFailure] = []
        var read: [String: NamespaceSource] = [:]
        var begun: [(files: NamespaceFiles, built: BuiltNamespace, load: NamespaceLoad)] = []
        for files in try sources(tolerance, &failures) {
            let outcome = try await build(files, tolerance, &failures)
            read[files.name] = outcome?.source ?? (try? NamespaceSource(files))
            guard let built = outcome else { continue }
            let entry =
                failures.contains { $0.namespace == files.name }
                ? quarantine.entry(ofOld: files.name, library: built.libraryDigest)
                : quarantine.entry(of: files.name, library: built.libraryDigest)
            if let entry {
                next[files.name] = Loaded(
                    library: built.library, namespace: entry.placeholder(for: built, on: server), isQuarantined: true)
            } else if let old = loaded[files.name], old.library == built.library, old.isWhole,
                old.settings == settings[files.name], old.worker == definition.worker(of: files.name)
            {
                next[files.name] = old
            } else {
                begun.append((files, built, await load(built, settings[files.name])))
            }
        }
        let graceEnd = patience.grace.map { ContinuousClock.now + $0 }
        for (files, built, load) in begun {
            let deadline = load.start + patience.timeout
            switch await load.result(by: graceEnd.map { Swift.min($0, deadline) } ?? deadline) {
            case nil where graceEnd != nil && ContinuousClock.now < deadline:
                next[files.name] = Loaded(
                    library: load.library, namespace: built.loadingPlaceholder, settings: load.settings,
                    worker: load.worker, load: load)
            case let result:
                do {
                    let namespace = try take(result, of: built, within: patience.timeout)
                    next[files.name] = Loaded(
                        library: built.library, namespace: namespace, settings: load.settings, worker: load.worker)
                } catch {
                    guard tolerance != .none || isLeftOut(files.name, built.library) else { throw error }
                    failures.removeAll { $0.namespace == files.name }
                    failures.append(NamespaceFailure(error, of: built))
                    continue
                }
                // A source that was edited in place has its glue written anew. That it can't be is no reason not to
                // serve.
                if !failures.contains(where: { $0.namespace == files.name }) {
                    try? repo.writeGlue(built.glue, of: files)
                }
            }
        }
        for (name, mount) in nextMounts { next[name] = Loaded(of: mount) }
        let update = try replace(with: next, failures, read)
        mounts.use(nextMounts)
        return update
    }

    /// Waits for a namespace whose `init` still ran when an update ended, until its time is over.
    ///
    /// - Parameters:
    ///   - name: the namespace's name
    ///   - timeout: how long an `init` may take
    func waitForLoad(of name: String, within timeout: Duration) async {
        if let load = loaded[name]?.load { _ = await load.result(by: load.start + timeout) }
    }

    /// Brings in the namespaces whose `init` has ended since, and leaves those out whose time is over. Brings in the commands
    /// that mounted servers have since.
    ///
    /// - Parameter timeout: how long an `init` may take
    /// - Returns: the namespaces; nil where nothing has changed.
    /// - Throws: `NamespaceError` or `ConfigError` when there are none.
    func settle(within timeout: Duration) async throws -> Update? {
        var next = loaded
        var failures = failures
        for (name, waiting) in loaded {
            guard let load = waiting.load else { continue }
            let result = await load.result(by: .now)
            guard result != nil || load.start + timeout <= .now else { continue }
            do {
                let namespace = try take(result, of: load.built, within: timeout)
                next[name] = Loaded(
                    library: load.library, namespace: namespace, settings: load.settings, worker: load.worker)
            } catch {
                next[name] = nil
                failures.removeAll { $0.namespace == name }
                failures.append(NamespaceFailure(error, of: load.built))
            }
        }
        for (name, mount) in mounts.all where loaded[name]?.mounted != mount.described.revision {
            next[name] = Loaded(of: mount)
        }
        guard next.count != loaded.count || next.contains(where: { loaded[$0.key]?.differs(from: $0.value) ?? true })
        else { return nil }
        return try replace(with: next, failures, served)
    }

    // MARK: - Steps

    private func sources(
        _ tolerance: Tolerance, _ failures: inout [NamespaceFailure]
    ) throws(ConfigError) -> [NamespaceFiles] {
        if let development { return development.sources }
        guard tolerance == .serveWhatWorks else { return try repo.namespaces(of: server, by: definition) }
        let (sources, problems) = try repo.soundNamespaces(of: server, by: definition)
        failures += problems.map {
            NamespaceFailure(
                namespace: $0.file.split(separator: "/").last.map(String.init) ?? $0.file, reason: $0.description,
                isServedAsBefore: false)
        }
        return sources
    }

    /// Builds a namespace.
    ///
    /// - Returns: the namespace; nil where it is left out.
    private func build(
        _ files: NamespaceFiles, _ tolerance: Tolerance, _ failures: inout [NamespaceFailure]
    ) async throws -> BuiltNamespace? {
        do {
            let built = try await builder.build(NamespaceSource(files))
            // What crashes while it is loaded would do so again.
            guard tolerance == .serveWhatWorks,
                let entry = quarantine.entry(of: files.name, library: built.libraryDigest), entry.isOfLoading,
                let old = lastThatWorked(files), old.library != built.library
            else { return built }
            failures.append(NamespaceFailure(namespace: files.name, reason: entry.reason, isServedAsBefore: true))
            return old
        } catch {
            guard tolerance == .serveWhatWorks else { throw error }
            let old = lastThatWorked(files)
            failures.append(
                NamespaceFailure(namespace: files.name, reason: "\(error)", isServedAsBefore: old != nil))
            return old
        }
    }

    private func lastThatWorked(_ files: NamespaceFiles) -> BuiltNamespace? {
        record[files.name].flatMap { library in
            (try? NamespaceSource(files))
                .flatMap { builder.built($0, library: library) }
        }
    }

    /// Begins to load a namespace, or goes on with what has begun.
    private func load(_ built: BuiltNamespace, _ settings: [UInt8]?) async -> NamespaceLoad {
        for load in [loaded[built.name]?.load, loads[built.name]].compactMap(\.self)
        where load.library == built.library && load.settings == settings
            && load.worker == definition.worker(of: built.name)
        {
            return load
        }
        var environment = Namespace.Environment(
            name: built.name, backend: backend, events: events, log: log, settings: settings,
            state: await lives.handOn(built.name))
        let worker = definition.worker(of: built.name)
        environment.callTimeout = worker.callTimeout
        environment.workers = worker.workers
        environment.memoryLimit = worker.memoryLimit
        let load = NamespaceLoad(of: built, in: environment, worker)
        loads[built.name] = load
        return load
    }

    /// Takes what came of loading a namespace.
    ///
    /// - Throws: why there is none.
    private func take(
        _ result: Result<Namespace, any Error>?, of built: BuiltNamespace, within timeout: Duration
    ) throws -> Namespace {
        guard let result else {
            throw NamespaceError(
                .load,
                "\(built.source.path): init() of namespace \(built.name) did not end within init_timeout, "
                    + "\(timeout.components.seconds) s; once it has, 'gedis server reload \(server)' takes it over")
        }
        if loads[built.name]?.library == built.library { loads[built.name] = nil }
        do {
            return try result.get()
        } catch let error as NamespaceError {
            guard let settings = error.settings else { throw error }
            throw definition.error(of: settings, in: built, of: server)
        }
    }

    /// The first file of each program that serves a namespace.
    var programFiles: [String] {
        definition.namespaces.compactMap { WorkerCommand($0.worker.command, in: repo.path).files.first }
    }

    private func isLeftOut(_ name: String, _ library: String) -> Bool {
        failures.contains { $0.namespace == name && $0.library == library }
    }

    func replace(
        with next: [String: Loaded], _ failures: [NamespaceFailure], _ sources: [String: NamespaceSource]
    ) throws -> Update {
        var update = Update(namespaces: try all(next), failures: failures)
        update.added = next.keys.filter { loaded[$0] == nil }.sorted()
        update.removed = loaded.keys.filter { next[$0] == nil }.sorted()
        update.replaced = next.filter { name, new in
            loaded[name].map { $0.differs(from: new) } ?? false
        }.keys.sorted()
        update.quarantined = next.filter(\.value.isQuarantined).keys.sorted()
        update.loading = next.filter { $0.value.load != nil }.keys.sorted()
        loaded = next
        self.failures = failures
        served = sources
        update.sources = sources
        // Those that are not served may work again with the library that they had.
        let whole = next.filter { $0.value.isWhole && $0.value.mounted == nil }.mapValues(\.library)
        let others = Set(failures.map(\.namespace)).union(update.quarantined).union(update.loading)
        let kept = others.compactMap { name in record[name].map { (name, $0) } }
        record.keep(whole.merging(kept) { new, _ in new })
        return update
    }
}
