import Glibc

/// Locks on files, so that what happens meanwhile happens in one process at a time. A lock ends with the process too.
enum ProcessLock {
    /// Calls `body` while no other holds the lock.
    ///
    /// - Parameters:
    ///   - path: the file, which is made where it is missing
    ///   - body: what is done meanwhile
    /// - Returns: what `body` returns.
    /// - Throws: what `body` throws, `HostError` when the file cannot be opened, `CancellationError` when the task is
    ///   cancelled.
    static func hold<R>(_ path: String, _ body: () async throws -> R) async throws -> R {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw HostError.system(.file, "cannot open \(path)", errno) }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw HostError.system(.file, "cannot lock \(path)", errno)
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        return try await body()
    }
}
