import GedisConfig
import GedisNamespaces
import GedisSettings

/// What the repo says of a server.
struct RepoState: Sendable {
    /// The server's definition.
    var definition: ServerDefinition
    /// The backend's definition; nil where the server has none, or it cannot be read.
    var backend: BackendDefinition?
    /// The definitions that say where mounted servers are, by their paths from the repo's folder.
    var others: [String: String] = [:]
    /// The digests of the sources, by the namespaces' names.
    var sources: [String: String] = [:]
    /// The environment for which it is read; nil for none.
    var environment: String?
}

extension RepoState {
    /// Reads what the repo says of a server.
    ///
    /// - Throws: `ConfigError` when the definition, its backend's or a source's name is wrong, `NamespaceError` when a
    ///   source cannot be read.
    init(of name: String, in repo: ConfigRepo) throws {
        definition = try repo.server(name).definition
        environment = repo.environment
        let backend = definition.dbclientInstance
        if !backend.isEmpty { self.backend = try repo.backend(backend).definition }
        others = ServedState.Definitions.others(of: definition, in: repo)
        for files in try repo.namespaces(of: name, by: definition) {
            sources[files.name] = try NamespaceSource(files).fullDigest
        }
    }
}

extension RepoState {
    /// What a running server runs by, as far as it can be read now.
    struct Served: Sendable {
        /// The definition of its start, for the keys that only a restart takes over.
        var started: ServerDefinition
        /// What it has taken over since, but for the sources.
        var taken: RepoState
    }

    /// What the repo says otherwise than a server has taken over.
    ///
    /// - Parameter served: what that is
    /// - Returns: the changes: keys first, in the order of new files.
    func changes(since served: Served) -> [PlannedChange] {
        let lasting = served.started.changes(to: definition).filter { $0.activation == .restart }
        let others = served.taken.definition.changes(to: definition).filter { $0.activation == .reload }
        var changes: [PlannedChange] = []
        if environment != served.taken.environment {
            changes.append(PlannedChange(.key, "--environment", .changed, .restart))
        }
        changes += (lasting + others).map { PlannedChange(.key, $0.key, $0.kind, $0.activation) }
        let name = definition.dbclientInstance
        if !name.isEmpty, served.started.dbclientInstance == name, let backend {
            let keys = served.taken.backend.map { $0.keysThatDiffer(from: backend) } ?? [""]
            changes += keys.map { PlannedChange(.backend, $0.isEmpty ? name : "\(name): \($0)") }
        }
        changes += Self.changes(.definition, served.taken.others, self.others)
        return changes + Self.changes(.namespace, served.taken.sources, sources)
    }

    private static func changes(
        _ subject: PlannedChange.Subject, _ old: [String: String], _ new: [String: String]
    ) -> [PlannedChange] {
        Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }.map { name in
            PlannedChange(subject, name, old[name] == nil ? .added : new[name] == nil ? .removed : .changed)
        }
    }
}

extension RepoState.Served {
    /// Reads what a server has taken over; nil where it cannot be read any more, such as a variable of the environment that
    /// is not set here.
    ///
    /// - Parameters:
    ///   - state: what was kept of it
    ///   - name: the server's name
    ///   - repo: the repo that defines it
    init?(_ state: ServedState, of name: String, in repo: ConfigRepo) {
        let repo = repo.read(for: state.environment)
        let layers = state.definitions.layers ?? [:]
        guard let started = try? repo.server(name, in: state.started, with: state.startedLayers ?? [:]).definition,
            let definition = try? repo.server(name, in: state.definitions.server, with: layers).definition
        else { return nil }
        let backend = definition.dbclientInstance
        self.started = started
        taken = RepoState(
            definition: definition,
            backend: state.definitions.backends[backend].flatMap {
                try? repo.backend(backend, in: $0, with: layers).definition
            },
            others: state.definitions.others ?? [:], sources: state.sources.mapValues(\.digest),
            environment: state.environment)
    }
}
