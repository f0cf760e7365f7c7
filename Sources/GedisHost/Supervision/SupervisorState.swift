import FoundationEssentials
import Glibc

/// What a supervisor knows while it becomes another program, which goes on with it.
struct SupervisorState: Codable {
    /// A process that serves.
    struct Child: Codable {
        var pid: pid_t
        var notices: Int32
        var reports: Int32
    }

    var launch: Launch
    var child: Child
    var listeners: [HeldListener]
    var pidFile: Int32
    var restartSocket: Int32
    /// The ends of the pipe of signals.
    var signals: [Int32]

    /// The descriptors that stay open.
    private var descriptors: [Int32] {
        [child.notices, child.reports, pidFile, restartSocket] + signals + listeners.map(\.descriptor)
    }

    /// Lets the descriptors stay open in the program that this process becomes, or no longer.
    func keepDescriptors(_ areKept: Bool) {
        for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, areKept ? 0 : FD_CLOEXEC) }
    }

    /// Writes it to a file that has no name.
    ///
    /// - Returns: the file's descriptor, which stays open too; nil where the system has no room.
    func save() -> Int32? {
        var path = Array("\(FileManager.default.temporaryDirectory.path)/gedis-XXXXXX".utf8CString)
        let descriptor = mkstemp(&path)
        guard descriptor >= 0, let bytes = try? JSONEncoder().encode(self) else { return nil }
        unlink(path)
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard written == bytes.count else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// Reads what another program has left in a file.
    ///
    /// - Returns: nil where it is nothing of the kind.
    static func load(from descriptor: Int32) -> SupervisorState? {
        lseek(descriptor, 0, SEEK_SET)
        defer { close(descriptor) }
        let bytes = FileManager.default.contents(atPath: "/proc/self/fd/\(descriptor)")
        return bytes.flatMap { try? JSONDecoder().decode(SupervisorState.self, from: $0) }
    }
}
