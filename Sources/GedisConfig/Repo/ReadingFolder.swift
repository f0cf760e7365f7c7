internal import Synchronization

/// The folder that a repo's definitions and sources are read from, where that is not the repo: one with how they were.
final class ReadingFolder: Sendable {
    private let folder: Mutex<String?>

    /// Begins with a folder; nil for the repo.
    init(_ folder: String?) { self.folder = Mutex(folder) }

    /// The folder; nil for the repo.
    var path: String? { folder.withLock { $0 } }

    /// Reads from the repo from here on.
    func leave() { folder.withLock { $0 = nil } }
}
