import GedisConfig
import GedisKit
import GedisNamespaces

/// Sources that are served where their author has them.
struct Development: Sendable {
    /// The sources.
    let sources: [NamespaceFiles]

    /// Names the sources.
    ///
    /// - Parameters:
    ///   - paths: the files and folders
    ///   - folder: where their glue is written
    /// - Throws: `NamespaceError` when a name cannot be a namespace's, two are the same, or a file is not there.
    init(of paths: [String], in folder: String) throws(NamespaceError) {
        var sources: [NamespaceFiles] = []
        for path in paths {
            let source = try NamespaceSource(authored: path)
            if let other = sources.first(where: { $0.name == source.name }) {
                throw NamespaceError(.name, "\(path) and \(other.source) are both named \(source.name)")
            }
            sources.append(
                NamespaceFiles(
                    name: source.name, source: path, glue: "\(folder)/glue/\(source.name).swift",
                    shared: source.shared?.path))
        }
        self.sources = sources
    }

    /// What changes when a source does.
    var watched: [String] { Array(Set(sources.map(\.source) + sources.compactMap(\.shared))).sorted() }

    /// The first line: what is served, and where.
    func greeting(_ namespaces: [Namespace], port: Int, page: String?) -> String {
        let served = sources.map { source in
            guard let namespace = namespaces.first(where: { $0.name == source.name }) else {
                return "\(source.name) has errors"
            }
            let commands = namespace.commands.map(\.name).joined(separator: " ")
            return sources.count == 1 ? "\(source.name) · \(commands)" : "\(source.name): \(commands)"
        }
        return
            (served + ["redis-cli -p \(port)"] + (page.map { [$0] } ?? [])
            + ["saves are taken over", "Ctrl-C ends it"]).joined(separator: " · ")
    }
}
