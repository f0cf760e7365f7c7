import GedisConfig
import Glibc

/// The file by which at most one process serves an instance: whoever serves holds its lock, which the kernel lets go
/// however the process ends, so that a file left behind means nothing.
enum PIDFile {
    /// Takes the lock until the process ends, and writes the process' number.
    ///
    /// - Throws: `Failure` when another process holds it, with that one's number.
    static func hold(_ path: String, server: String) throws(Failure) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Failure(.failed, "cannot open \(path): \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = read(path).map { "pid \($0)" } ?? "another process"
            close(descriptor)
            throw Failure(.failed, "server \(server) runs already (\(holder)): 'gedis server stop \(server)' stops it")
        }
        let text = "\(getpid())\n"
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.utf8.count, 0) == text.utf8.count else {
            throw Failure(.failed, "cannot write \(path): \(String(cString: strerror(errno)))")
        }
    }

    /// The number of the process that serves; nil where none does.
    static func holder(of path: String) -> Int32? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else { return nil }
        return read(path)
    }

    private static func read(_ path: String) -> Int32? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 32)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        let pid = atoi(line)
        return pid > 0 ? pid : nil
    }
}
