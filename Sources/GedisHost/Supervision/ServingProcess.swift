import Glibc

/// A process that serves, as its supervisor sees it.
struct ServingProcess {
    /// How it ended.
    enum Ending {
        case exited(code: Int32)
        /// It crashed and serves no more, but has not ended: it still prints the backtrace.
        case crashed(signal: Int32)
        /// It is gone without having said anything.
        case killed(signal: Int32)

        var hasCrashed: Bool { if case .crashed = self { true } else { false } }
    }

    /// The descriptor, in that process, on which it says that it crashes.
    static let noticeDescriptor: Int32 = 3

    /// What Swift prints of a crash: the thread, with the author's lines, and no memory, which may hold secrets.
    static let backtrace = "enable=yes,color=no,interactive=no,threads=crashed,registers=none,images=none,limit=48"

    /// Its number.
    let pid: pid_t
    /// What it says when it crashes; at its end when it does not.
    let notices: Int32

    /// Starts a process.
    ///
    /// - Parameter words: the words after `gedis`
    /// - Throws: `HostError` when the system has no processes or descriptors left.
    init(words: [String]) throws(HostError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw .system(.system, "cannot watch a process that serves", errno)
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[1]) }
        if getenv("SWIFT_BACKTRACE") == nil { setenv("SWIFT_BACKTRACE", Self.backtrace, 1) }
        do throws(HostError) {
            pid = try Program.start(words: words) { actions, attributes in
                posix_spawn_file_actions_adddup2(&actions, ends[1], Self.noticeDescriptor)
                // A group of its own: what Ctrl-C sends comes to it by way of the supervisor, once.
                posix_spawnattr_setpgroup(&attributes, 0)
                posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
            }
        } catch {
            close(ends[0])
            throw error
        }
        notices = ends[0]
    }

    /// How it ended, once something is to be read of `notices`.
    func ending() -> Ending {
        defer { close(notices) }
        var signal: UInt8 = 0
        if read(notices, &signal, 1) == 1 { return .crashed(signal: Int32(signal)) }
        let status = wait()
        return status & 0x7F == 0 ? .exited(code: status >> 8 & 0xFF) : .killed(signal: status & 0x7F)
    }

    /// Waits until it has ended.
    ///
    /// - Returns: what waitpid(2) says of it.
    @discardableResult
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status
    }

    /// Whether it has ended; asked only until it has.
    var hasEnded: Bool { waitpid(pid, nil, WNOHANG) == pid }
}
