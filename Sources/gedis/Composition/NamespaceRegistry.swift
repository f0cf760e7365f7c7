import GedisConfig
import GedisKit
import GedisNamespaces
import GedisServer

/// The namespaces that a server has loaded, kept up with their sources in the config repo.
actor NamespaceRegistry {
    private let repo: ConfigRepo
    private let builder: NamespaceBuilder
    private let server: String
    private let backend: (any Backend)?
    private let events: Events
    private var loaded: [String: (library: String, namespace: Namespace)] = [:]

    /// Makes a registry with nothing loaded.
    ///
    /// - Parameters:
    ///   - server: the server's name
    ///   - workspace: where its definition is
    ///   - backend: what namespaces are handed as `dbclient`
    ///   - events: what they publish to
    init(of server: String, in workspace: Workspace, backend: (any Backend)?, events: Events) {
        self.server = server
        self.backend = backend
        self.events = events
        repo = workspace.repo
        builder = workspace.builder
    }

    /// Builds and loads what changed. A namespace that did not change stays as it is, with its state.
    ///
    /// - Returns: all namespaces, the built-in `system` first.
    /// - Throws: `NamespaceError` or `ConfigError`; what was loaded stays.
    func update() async throws -> [Namespace] {
        var next: [String: (library: String, namespace: Namespace)] = [:]
        for files in try repo.namespaces(of: server) {
            let built = try await builder.build(NamespaceSource(path: files.source, name: files.name))
            if let old = loaded[files.name], old.library == built.library {
                next[files.name] = old
                continue
            }
            let environment = Namespace.Environment(name: files.name, backend: backend, events: events)
            next[files.name] = (built.library, try built.load(in: environment))
            // A source that was edited in place has its glue written anew. That it can't be is no reason not to serve.
            try? repo.writeGlue(built.glue, of: files)
        }
        loaded = next
        return try all()
    }

    private func all() throws -> [Namespace] {
        let others = loaded.values.map(\.namespace).filter { $0.name != "system" }.sorted { $0.name < $1.name }
        let environment = Namespace.Environment(name: "system", backend: backend, events: events)
        let system = try loaded["system"]?.namespace ?? BuiltInNamespaces.system(in: environment)
        return [system] + others
    }
}
