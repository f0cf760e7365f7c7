import CLinux
import Glibc

// The sockets of lanes.

extension WorkerLink {
    /// Two ends of a socket; ours does not block.
    ///
    /// - Throws: `WorkerError` where there is no descriptor left.
    static func lane() throws(WorkerError) -> (ours: Int32, theirs: Int32) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw .system("cannot make a socket for a worker", errno)
        }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        return (ends[0], ends[1])
    }

    static func closeAll(_ descriptors: [Int32]) {
        for descriptor in descriptors { Glibc.close(descriptor) }
    }
}
