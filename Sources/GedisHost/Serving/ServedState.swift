import Foundation
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
        guard let definition = try? repo.server(name, in: text).definition else { return }
        let backend = definition.dbclientInstance
        if !backend.isEmpty { backends[backend] = try? repo.text(of: .backend, backend) }
        others = Self.others(of: definition, in: repo)
    }

    /// The definitions that say where mounted servers are, by their paths from the repo's folder.
    static func others(of definition: ServerDefinition, in repo: ConfigRepo) -> [String: String] {
        var others: [String: String] = [:]
        for namespace in definition.namespaces {
            guard case .client(let name)? = namespace.mount else { continue }
            let kind: InstanceKind = repo.exists(.client, name) ? .client : .server
            others["\(kind)/\(name).yaml"] = try? repo.text(of: kind, name)
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
    /// its start.
    func definition(of name: String, in repo: ConfigRepo) -> String {
        guard let old = try? repo.server(name, in: started).definition,
            let new = try? repo.server(name, in: definitions.server).definition
        else { return definitions.server }
        return old.keysThatNeedRestart(for: new).isEmpty ? definitions.server : started
    }

    /// Writes definitions and sources into a folder, as a repo has them.
    ///
    /// - Parameters:
    ///   - folder: the folder, which is replaced
    ///   - name: the server's name
    ///   - server: the server's definition
    /// - Throws: what writing a file throws.
    func write(into folder: String, of name: String, by server: String) throws {
        let draft = folder + ".new"
        let manager = FileManager.default
        try? manager.removeItem(atPath: draft)
        var files = definitions.others ?? [:]
        files["server/\(name).yaml"] = server
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
