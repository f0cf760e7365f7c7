import FoundationEssentials
import GedisConfig
import GedisNamespaces

/// Where the sources of a server's namespaces were added from on this machine.
struct SourceOrigins: Sendable {
    /// A file or folder that was added.
    struct Origin: Codable, Hashable, Sendable {
        /// Its absolute path.
        var path: String
        /// What it said as it was added.
        var digest: String

        /// The origin of a source that is added.
        init(of source: NamespaceSource) {
            path = Self.absolute(source.path)
            digest = source.digest
        }

        /// Looks whether a source may replace what came from here: the repo's copy is what was added, and its author has
        /// the file still or adds the same file again.
        ///
        /// - Parameters:
        ///   - copy: the repo's copy
        ///   - source: what replaces it
        /// - Returns: whether nothing is lost.
        func has(_ copy: NamespaceSnapshot, orGoesOnIn source: NamespaceSource) -> Bool {
            guard let file = copy.folder ?? copy.sources.first?.path, Self.digest(of: file, copy.name) == digest
            else { return false }
            return Self.absolute(source.path) == path || Self.digest(of: path, copy.name) == digest
        }

        private static func absolute(_ path: String) -> String {
            URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path
        }

        private static func digest(of path: String, _ name: String) -> String? {
            (try? NamespaceSource(path: path, name: name))?.digest
        }
    }

    private let file: String

    /// Names the file that keeps them; one that cannot be read counts as none.
    init(file: String) { self.file = file }

    /// The origin of a namespace's source, where it is known.
    subscript(namespace: String) -> Origin? { all[namespace] }

    /// Keeps a namespace's origin; nil forgets it. Where it can't be kept, the next change asks for more care.
    func set(_ origin: Origin?, for namespace: String) {
        var origins = all
        origins[namespace] = origin
        try? JSONEncoder().encode(origins).write(to: URL(filePath: file), options: .atomic)
    }

    private var all: [String: Origin] {
        let contents = FileManager.default.contents(atPath: file)
        return contents.flatMap { try? JSONDecoder().decode([String: Origin].self, from: $0) } ?? [:]
    }
}
