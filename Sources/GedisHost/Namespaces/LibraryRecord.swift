import FoundationEssentials

/// Which library of each namespace was served last. It lasts from one start to the next.
struct LibraryRecord: Sendable {
    private let file: String
    private var libraries: [String: String]

    /// Reads what was kept; a file that cannot be read counts as none.
    init(file: String) {
        self.file = file
        libraries =
            FileManager.default.contents(atPath: file)
            .flatMap { try? JSONDecoder().decode([String: String].self, from: $0) } ?? [:]
    }

    /// A namespace's library.
    subscript(namespace: String) -> String? { libraries[namespace] }

    /// Keeps these libraries, and forgets others. That they cannot be written must not stop the server.
    mutating func keep(_ libraries: [String: String]) {
        guard libraries != self.libraries else { return }
        self.libraries = libraries
        try? JSONEncoder().encode(libraries).write(to: URL(filePath: file), options: .atomic)
    }
}
