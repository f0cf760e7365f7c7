import CLinux
import Glibc
import Synchronization

/// A process that outlives this one for a moment, and then ends what workers have left: the kernel ends a worker with the
/// server, but not what the worker started.
///
/// It reads from a socket which process groups there are. Its end, however this process ends, is the socket's.
final class WorkerGuard: Sendable {
    private let socket = Mutex<Int32?>(nil)

    /// That of this process.
    static let only = WorkerGuard()

    /// A shell has all that it needs, and is small. It goes on in the background, so that it is no child of this process.
    private static let script = """
        groups=" "
        while read -r word group; do
            case $word in
                add) groups="$groups$group " ;;
                drop) groups="${groups%% $group *} ${groups#* $group }" ;;
            esac
        done <&3 &&
        for group in $groups; do kill -s KILL -- "-$group"; done
        """

    /// Starts it, where it does not run yet. To be called on the thread that starts workers.
    func start() {
        guard socket.withLock({ $0 == nil }) else { return }
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else { return }
        defer { close(ends[1]) }
        let text = ["sh", "-c", "{ \(Self.script)\n} >/dev/null 2>&1 &"]
        let words = text.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        let pid = linux_start("/bin/sh", "/", words, [nil], ends[1])
        // Without a shell, what is left stays.
        guard pid > 0 else {
            close(ends[0])
            return
        }
        while waitpid(pid, nil, 0) < 0, errno == EINTR {}
        socket.withLock { $0 = ends[0] }
    }

    /// A process group is there.
    func add(_ group: Int32) { write("add \(group)\n") }

    /// A process group is gone.
    func drop(_ group: Int32) { write("drop \(group)\n") }

    private func write(_ line: String) {
        let line = Array(line.utf8)
        socket.withLock { socket in
            guard let socket else { return }
            _ = send(socket, line, line.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
        }
    }
}
