import GedisConfig
import GedisCore
import GedisKit
import GedisNamespaces

/// The namespaces that a server has loaded, kept up with their sources in the config repo.
actor NamespaceRegistry {
    private struct Loaded {
        var library: String
        var namespace: Namespace
        var isQuarantined = false
    }

    /// What becomes of a namespace that does not build, or does not load.
    enum Tolerance {
        /// The update fails.
        case none
        /// It is left out where it does not load; the update fails where it does not build.
        case leaveOutWhatDoesNotLoad
        /// Where it does not build the library that was served last is, where there is one; it is left out otherwise.
        case serveWhatWorks
    }

    /// What an update came to.
    struct Update {
        /// All namespaces, `system` first.
        var namespaces: [Namespace]
        /// The names of those that were not there before, that are others than before, and that are gone.
        var added: [String] = []
        var replaced: [String] = []
        var removed: [String] = []
        /// The names of those that are not loaded, because they crashed the server.
        var quarantined: [String] = []
        /// Those that are not served as their sources have them.
        var failures: [NamespaceFailure] = []
    }

    private let repo: ConfigRepo
    private let builder: NamespaceBuilder
    private let server: String
    private let backend: (any Backend)?
    private let events: Events
    private var quarantine: Quarantine
    private var record: LibraryRecord
    private var loaded: [String: Loaded] = [:]

    /// Makes a registry with nothing loaded.
    ///
    /// - Parameters:
    ///   - server: the server's name
    ///   - workspace: where its definition is
    ///   - backend: what namespaces are handed as `dbclient`
    ///   - events: what they publish to
    ///   - quarantine: the namespaces that are not to be loaded
    init(
        of server: String, in workspace: Workspace, backend: (any Backend)?, events: Events, quarantine: Quarantine
    ) {
        self.server = server
        self.backend = backend
        self.events = events
        self.quarantine = quarantine
        record = LibraryRecord(file: workspace.files(of: server).librariesFile)
        repo = workspace.repo
        builder = workspace.builder
    }

    /// Builds and loads what changed. A namespace that did not change stays as it is, with its state.
    ///
    /// - Parameters:
    ///   - tolerance: what becomes of those that do not build or load
    ///   - liftsQuarantine: whether those that crashed the server are given another chance
    /// - Returns: the namespaces, and what became of them.
    /// - Throws: `NamespaceError` or `ConfigError`; what was loaded stays.
    func update(_ tolerance: Tolerance = .none, liftsQuarantine: Bool = false) async throws -> Update {
        if liftsQuarantine { quarantine.lift() }
        var next: [String: Loaded] = [:]
        var failures: [NamespaceFailure] = []
        for files in try repo.namespaces(of: server) {
            guard let built = try await build(files, tolerance, &failures) else { continue }
            let old = loaded[files.name]
            if let entry = quarantine.entry(of: files.name, library: built.library) {
                next[files.name] = Loaded(
                    library: built.library, namespace: entry.placeholder(for: built, on: server), isQuarantined: true)
            } else if let old, old.library == built.library, !old.isQuarantined {
                next[files.name] = old
            } else {
                let environment = Namespace.Environment(name: files.name, backend: backend, events: events)
                let namespace: Namespace
                do {
                    namespace = try CrashHandler.$loading.withValue(files.name) { try built.load(in: environment) }
                } catch {
                    guard tolerance != .none else { throw error }
                    failures.removeAll { $0.namespace == files.name }
                    failures.append(
                        NamespaceFailure(namespace: files.name, reason: "\(error)", isServedAsBefore: false))
                    continue
                }
                next[files.name] = Loaded(library: built.library, namespace: namespace)
                // A source that was edited in place has its glue written anew. That it can't be is no reason not to
                // serve.
                if !failures.contains(where: { $0.namespace == files.name }) {
                    try? repo.writeGlue(built.glue, of: files)
                }
            }
        }
        var update = Update(namespaces: try all(next))
        defer {
            loaded = next
            // Those that are left out may work again with the library that they had.
            let kept = failures.compactMap { failure in record[failure.namespace].map { (failure.namespace, $0) } }
            record.keep(next.mapValues(\.library).merging(kept) { new, _ in new })
        }
        update.failures = failures
        update.added = next.keys.filter { loaded[$0] == nil }.sorted()
        update.removed = loaded.keys.filter { next[$0] == nil }.sorted()
        update.replaced = next.filter { name, new in
            loaded[name].map { $0.library != new.library || $0.isQuarantined != new.isQuarantined } ?? false
        }.keys.sorted()
        update.quarantined = next.filter(\.value.isQuarantined).keys.sorted()
        return update
    }

    /// Builds a namespace.
    ///
    /// - Returns: the namespace; nil where it is left out.
    private func build(
        _ files: NamespaceFiles, _ tolerance: Tolerance, _ failures: inout [NamespaceFailure]
    ) async throws -> BuiltNamespace? {
        do {
            return try await builder.build(NamespaceSource(path: files.source, name: files.name))
        } catch {
            guard tolerance == .serveWhatWorks else { throw error }
            let old = record[files.name].flatMap { library in
                (try? NamespaceSource(path: files.source, name: files.name))
                    .flatMap { builder.built($0, library: library) }
            }
            failures.append(
                NamespaceFailure(namespace: files.name, reason: "\(error)", isServedAsBefore: old != nil))
            return old
        }
    }

    private func all(_ loaded: [String: Loaded]) throws -> [Namespace] {
        let others = loaded.values.map(\.namespace).filter { $0.name != "system" }.sorted { $0.name < $1.name }
        let environment = Namespace.Environment(name: "system", backend: backend, events: events)
        let system = try loaded["system"]?.namespace ?? BuiltInNamespaces.system(in: environment)
        return [system] + others
    }
}
