internal import Glibc

/// Keeps other processes and threads from changing a folder meanwhile. The lock is the folder's own: it leaves no file.
enum FolderLock {
    /// Calls `body` when no other holds the folder's lock.
    ///
    /// - Throws: what `body` throws, and `ConfigError` when the folder cannot be opened.
    static func hold<R>(_ folder: String, _ body: () throws(ConfigError) -> R) throws(ConfigError) -> R {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("cannot open \(folder)") }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw .system("cannot lock \(folder)") }
        }
        return try body()
    }
}
