import FoundationEssentials
import GedisConfig
import GedisNamespaces

/// What a server runs by: the definitions and sources that it has taken over.
struct ServedState: Codable, Equatable, Sendable {
    /// The definitions at one moment, as their files have them.
    struct Definitions: Codable, Equatable, Sendable {
        /// The server's.
        var server: String
        /// By the backend's name.
        var backends: [String: String] = [:]
        /// Those that say where mounted servers are, by their paths from the repo's folder.
        var others: [String: String]?
        /// The other files that say keys of the server and the backend, by their paths from the repo's folder.
        var layers: [String: String]?
    }

    /// A namespace's source.
    struct Source: Codable, Hashable, Sendable {
        /// A SHA-256 of all that it was built from.
        var digest: String
        /// What its files say, by their paths from the server's folder.
        var files: [String: Data]
    }

    /// What was taken over last, of the keys that a reload takes over.
    var definitions: Definitions
    /// The server's definition when the process began to serve, of the keys that only a restart takes over.
    var started: String
    /// The other files that said keys of the server then, by their paths from the repo's folder.
    var startedLayers: [String: String]?
    /// The environment for which the definitions were read; nil for none.
    var environment: String?
    /// The sources, by the namespaces' names; of those that programs serve without files.
    var sources: [String: Source]
    /// What the namespaces share, by the paths from the server's folder.
    var shared: [String: Data]
    /// Whether it is what the server was put back to.
    var isEarlier = false
}

extension ServedState.Definitions {
    /// Reads the definitions of a server; nil where there are none.
    ///
    /// They are read before they are taken over: what is written meanwhile then counts as not taken over.
    init?(of name: String, in repo: ConfigRepo) {
        guard let text = try? repo.text(of: .server, name) else { return nil }
        server = text
        var layers = repo.layers(of: .server, name, text)
        self.layers = layers
        guard let definition = try? repo.server(name, in: text, with: layers).definition else { return }
        let backend = definition.dbclientInstance
        if !backend.isEmpty, let text = try? repo.text(of: .backend, backend) {
            backends[backend] = text
            layers.merge(repo.layers(of: .backend, backend, text)) { old, _ in old }
            self.layers = layers
        }
        others = Self.others(of: definition, in: repo)
    }

    /// The files of the server's definition and of the backend's, from the repo's folder on.
    func files(of name: String) -> [String] {
        ["server/\(name).yaml"] + backends.keys.map { "backend/\($0).yaml" } + (layers ?? [:]).keys
    }

    /// The definitions that say where mounted servers are, by their paths from the repo's folder.
    static func others(of definition: ServerDefinition, in repo: ConfigRepo) -> [String: String] {
        var others: [String: String] = [:]
        for namespace in definition.namespaces {
            guard case .client(let name)? = namespace.mount else { continue }
            let kind: InstanceKind = repo.exists(.client, name) ? .client : .server
            guard let text = try? repo.text(of: kind, name) else { continue }
            others["\(kind)/\(name).yaml"] = text
            others.merge(repo.layers(of: kind, name, text)) { old, _ in old }
        }
        return others
    }
}

extension ServedState.Source {
    /// What a source says.
    ///
    /// - Parameter source: the source, as it was built
    init(_ source: NamespaceSource) {
        digest = source.fullDigest
        files = [:]
        guard source.command == nil else { return }
        for file in source.files {
            files[source.isFolder ? "\(source.name)/\(file.name)" : file.name] = Data(file.bytes)
        }
    }
}

extension ServedState {
    /// Puts sources in the place of those before.
    ///
    /// - Parameters:
    ///   - all: the sources of all namespaces; those that are served as before have kept theirs
    ///   - servedAsBefore: the names of those
    mutating func use(_ all: [String: NamespaceSource], servedAsBefore: [String]) {
        let kept = sources.filter { servedAsBefore.contains($0.key) }
        sources = all.mapValues(Source.init).merging(kept) { $1 }
        shared = [:]
        for source in all.values {
            for file in source.shared.map({ $0.files + $0.pythonFiles }) ?? [] {
                shared["shared/\(file.name)"] = Data(file.bytes)
            }
        }
    }

    /// The server's definition for a process that is to serve as one does: where some keys wait for a restart, the one of
    /// its start. With it come the other files that say keys of it.
    func definition(of name: String, in repo: ConfigRepo) -> (text: String, layers: [String: String]) {
        let layers = (definitions.layers ?? [:], startedLayers ?? [:])
        guard let old = try? repo.server(name, in: started, with: layers.1).definition,
            let new = try? repo.server(name, in: definitions.server, with: layers.0).definition,
            !old.keysThatNeedRestart(for: new).isEmpty
        else { return (definitions.server, layers.0) }
        return (started, layers.0.merging(layers.1) { $1 })
    }

    /// Writes definitions and sources into a folder, as a repo has them.
    ///
    /// - Parameters:
    ///   - folder: the folder, which is replaced
    ///   - name: the server's name
    ///   - server: the server's definition, and the other files that say keys of it
    /// - Throws: what writing a file throws.
    func write(into folder: String, of name: String, by server: (text: String, layers: [String: String])) throws {
        let draft = folder + ".new"
        let manager = FileManager.default
        try? manager.removeItem(atPath: draft)
        var files = definitions.others ?? [:]
        files.merge(server.layers) { $1 }
        files["server/\(name).yaml"] = server.text
        for (backend, text) in definitions.backends { files["backend/\(backend).yaml"] = text }
        var contents = files.mapValues { Data($0.utf8) }
        for (path, data) in sources.values.flatMap(\.files).map({ ($0.key, $0.value) }) + shared.map({ ($0, $1) }) {
            contents["server/\(name)/\(path)"] = data
        }
        for (path, data) in contents {
            let file = URL(filePath: "\(draft)/\(path)")
            try manager.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            try data.write(to: file)
        }
        try? manager.removeItem(atPath: folder)
        try manager.moveItem(atPath: draft, toPath: folder)
    }
}
