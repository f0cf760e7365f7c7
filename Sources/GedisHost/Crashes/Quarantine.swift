import FoundationEssentials
import GedisKit
import GedisNamespaces

/// Which namespaces a server does without, because they crashed it again and again. It lasts from one start to the next.
struct Quarantine: Sendable {
    /// One namespace.
    struct Entry: Codable, Sendable {
        var namespace: String
        /// The command that crashed last, or the namespace itself where loading it did.
        var subject: String
        /// The digest of its library, by which it is known whether the source has changed since; nil until that is known.
        var library: String?

        /// Whether the namespace crashed while it was loaded.
        var isOfLoading: Bool { !subject.contains(".") }
    }

    private struct Contents: Codable {
        var crashes: [CrashRecord] = []
        var entries: [Entry] = []
    }

    /// So many crashes of a namespace within so many seconds are too many.
    static let mostCrashes = 3
    static let period = 60

    private let file: String
    private var contents: Contents

    /// Reads what was kept; a file that cannot be read counts as none.
    init(file: String) {
        self.file = file
        contents =
            FileManager.default.contents(atPath: file).flatMap { try? JSONDecoder().decode(Contents.self, from: $0) }
            ?? Contents()
    }

    /// Takes crashes in that have happened since.
    ///
    /// - Returns: the namespaces that are quarantined from here on.
    mutating func add(_ crashes: [CrashRecord]) -> [Entry] {
        guard let last = crashes.map(\.time).max() else { return [] }
        contents.crashes = (contents.crashes + crashes).filter { $0.time > last - Self.period }
        var found: [Entry] = []
        for namespace in Set(contents.crashes.compactMap(\.namespace)).sorted() {
            let crashes = contents.crashes.filter { $0.namespace == namespace }
            guard crashes.count >= Self.mostCrashes else { continue }
            found.append(
                Entry(
                    namespace: namespace, subject: crashes.last?.subjects.joined(separator: " or ") ?? namespace,
                    library: crashes.last?.library))
            contents.crashes.removeAll { $0.namespace == namespace }
            contents.entries.removeAll { $0.namespace == namespace }
        }
        contents.entries += found
        save()
        return found
    }

    /// Why a namespace is not to be loaded; nil where it is. A library that is another than the one that crashed is.
    mutating func entry(of namespace: String, library: String) -> Entry? {
        guard let index = contents.entries.firstIndex(where: { $0.namespace == namespace }) else { return nil }
        switch contents.entries[index].library {
        case library: break
        case nil:
            contents.entries[index].library = library
            save()
        default:
            contents.entries.remove(at: index)
            save()
            return nil
        }
        return contents.entries[index]
    }

    /// Why a library that is served in place of a newer one is not to be loaded; nil where it is.
    func entry(ofOld namespace: String, library: String) -> Entry? {
        contents.entries.first { $0.namespace == namespace && $0.library == library }
    }

    /// Lets all namespaces be loaded again.
    mutating func lift() {
        guard !contents.entries.isEmpty else { return }
        contents.entries = []
        save()
    }

    /// That it cannot be written must not stop the server: it holds as long as the process does then.
    private func save() {
        try? JSONEncoder().encode(contents).write(to: URL(filePath: file), options: .atomic)
    }
}

extension Quarantine.Entry {
    /// The namespace, whose commands all say why they are not there.
    func placeholder(for built: BuiltNamespace, on server: String) -> Namespace {
        built.placeholder(
            .quarantined,
            throwing: CommandError(
                "\(namespace) is quarantined: \(reason), see 'gedis server logs \(server)'; "
                    + "'gedis server reload \(server)' or a change of its source lifts it"))
    }

    /// What it did.
    var reason: String {
        "\(isOfLoading ? "loading it" : subject) crashed the server \(Quarantine.mostCrashes) times"
    }
}
