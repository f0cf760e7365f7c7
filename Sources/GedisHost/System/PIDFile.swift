import Glibc

/// The file by which at most one process serves an instance: whoever serves has it locked. The kernel lets go of the lock
/// however the process ends, so that a file left behind means nothing, and says who has it to those who ask.
enum PIDFile {
    /// Locks the file until the process ends, which must not open it again, or closes it, and writes the process' number.
    ///
    /// - Returns: the file.
    /// - Throws: `HostError` when another process has it, with that one's number.
    @discardableResult
    static func hold(_ path: String, server: String) throws(HostError) -> Int32 {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        var lock = wholeFile(F_WRLCK)
        guard descriptor >= 0 else {
            throw .system(.file, "cannot open \(path)", errno)
        }
        guard fcntl(descriptor, F_SETLK, &lock) == 0 else {
            let pid = holder(of: descriptor).map { "pid \($0)" } ?? "another process"
            close(descriptor)
            throw .alreadyRuns(server, pid)
        }
        let text = "\(getpid())\n"
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.utf8.count, 0) == text.utf8.count else {
            throw .system(.file, "cannot write \(path)", errno)
        }
        return descriptor
    }

    /// The number of the process that serves; nil where none does.
    static func holder(of path: String) -> Int32? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return holder(of: descriptor)
    }

    private static func holder(of descriptor: Int32) -> Int32? {
        var lock = wholeFile(F_WRLCK)
        guard fcntl(descriptor, F_GETLK, &lock) == 0, lock.l_type != Int16(F_UNLCK) else { return nil }
        return lock.l_pid
    }

    private static func wholeFile(_ type: Int32) -> flock {
        var lock = flock()
        lock.l_type = Int16(type)
        lock.l_whence = Int16(SEEK_SET)
        return lock
    }
}
