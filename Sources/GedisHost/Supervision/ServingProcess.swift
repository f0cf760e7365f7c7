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

    /// What it says while it runs, a byte each.
    enum Notice {
        /// Clients can connect.
        case ready
        /// It was asked to stop, and does.
        case stopping
        /// It serves no more.
        case crashed(signal: Int32)

        /// Signals have lower numbers.
        private static let firstOfOthers: UInt8 = 0xF0

        /// Allocates nothing, so that a signal handler can ask.
        fileprivate var byte: UInt8 {
            switch self {
            case .ready: Self.firstOfOthers
            case .stopping: Self.firstOfOthers + 1
            case .crashed(let signal): UInt8(truncatingIfNeeded: signal)
            }
        }

        fileprivate init(byte: UInt8) {
            switch byte {
            case Self.firstOfOthers: self = .ready
            case Self.firstOfOthers + 1: self = .stopping
            default: self = .crashed(signal: Int32(byte))
            }
        }
    }

    /// The descriptor, in that process, on which it says how it is.
    static let noticeDescriptor: Int32 = 3

    /// The descriptor, in that process, for what is written to its standard output and error.
    static let reportDescriptor: Int32 = 4

    /// What Swift prints of a crash: the thread, with the author's lines, and no memory, which may hold secrets.
    static let backtrace = "enable=yes,color=no,interactive=no,threads=crashed,registers=none,images=none,limit=48"

    /// Its number.
    let pid: pid_t
    /// Where it says how it is; at its end once it has ended.
    let notices: Int32

    /// What is written to its standard output and error, once it serves.
    let reports: Int32

    /// Starts a process.
    ///
    /// - Parameter words: the words after `gedis`
    /// - Throws: `HostError` when the system has no processes or descriptors left.
    init(words: [String]) throws(HostError) {
        let ends = try Self.pipe()
        defer { close(ends.input) }
        let reportEnds: (output: Int32, input: Int32)
        do throws(HostError) {
            reportEnds = try Self.pipe()
        } catch {
            close(ends.output)
            throw error
        }
        defer { close(reportEnds.input) }
        if getenv("SWIFT_BACKTRACE") == nil { setenv("SWIFT_BACKTRACE", Self.backtrace, 1) }
        do throws(HostError) {
            pid = try Program.start(words: words) { actions, attributes in
                posix_spawn_file_actions_adddup2(&actions, ends.input, Self.noticeDescriptor)
                posix_spawn_file_actions_adddup2(&actions, reportEnds.input, Self.reportDescriptor)
                // A group of its own: what Ctrl-C sends comes to it by way of the supervisor, once.
                posix_spawnattr_setpgroup(&attributes, 0)
                posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
            }
        } catch {
            close(ends.output)
            close(reportEnds.output)
            throw error
        }
        notices = ends.output
        reports = reportEnds.output
    }

    /// A pipe whose ends no other process gets, and whose numbers are none that have a meaning.
    private static func pipe() throws(HostError) -> (output: Int32, input: Int32) {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else {
            throw .system(.system, "cannot watch a process that serves", errno)
        }
        for (index, end) in ends.enumerated() where end <= reportDescriptor {
            ends[index] = fcntl(end, F_DUPFD, reportDescriptor + 1)
            close(end)
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// Says something to the supervisor, from the process that serves. A signal handler can call it.
    static func send(_ notice: Notice) {
        var byte = notice.byte
        _ = write(noticeDescriptor, &byte, 1)
    }

    /// What it says, once something is to be read of `notices`; nil where it has ended.
    func notice() -> Notice? {
        var byte: UInt8 = 0
        var count = 0
        repeat { count = read(notices, &byte, 1) } while count < 0 && errno == EINTR
        return count == 1 ? Notice(byte: byte) : nil
    }

    /// How it ended, after its last notice.
    func ending(after notice: Notice?) -> Ending {
        close(notices)
        if case .crashed(let signal) = notice { return .crashed(signal: signal) }
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
