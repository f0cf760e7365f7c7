import GedisNamespaces
import GedisSockets
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
    enum Notice: Sendable {
        /// Clients can connect.
        case ready
        /// It was asked to stop, and does.
        case stopping
        /// Another process has taken its place, and it ends.
        case leaving
        /// It serves no more.
        case crashed(signal: Int32)

        /// Signals have lower numbers.
        private static let firstOfOthers: UInt8 = 0xF0

        /// Allocates nothing, so that a signal handler can ask.
        fileprivate var byte: UInt8 {
            switch self {
            case .ready: Self.firstOfOthers
            case .stopping: Self.firstOfOthers + 1
            case .leaving: Self.firstOfOthers + 2
            case .crashed(let signal): UInt8(truncatingIfNeeded: signal)
            }
        }

        fileprivate init(byte: UInt8) {
            switch byte {
            case Self.firstOfOthers: self = .ready
            case Self.firstOfOthers + 1: self = .stopping
            case Self.firstOfOthers + 2: self = .leaving
            default: self = .crashed(signal: Int32(byte))
            }
        }
    }

    /// The descriptor, in that process, on which it says how it is.
    static let noticeDescriptor: Int32 = 3

    /// The descriptor, in that process, for what is written to its standard output and error.
    static let reportDescriptor: Int32 = 4

    /// What Swift prints of a crash: the thread, with the author's lines, and no memory, which may hold secrets.
    static let backtrace =
        "enable=yes,color=no,interactive=no,threads=crashed,registers=none,images=none,limit=48"
        + (ProgramFolders.running.program("swift-backtrace").map { ",swift-backtrace=\($0)" } ?? "")

    /// Its number.
    let pid: pid_t
    /// Where it says how it is, and is told what to do; at its end once it has ended.
    let notices: Int32

    /// What is written to its standard output and error, once it serves.
    let reports: Int32

    /// Goes on with a process that this one had started before it became another program.
    init(pid: pid_t, notices: Int32, reports: Int32) {
        self.pid = pid
        self.notices = notices
        self.reports = reports
        for descriptor in [notices, reports] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    }

    /// Starts a process.
    ///
    /// - Parameters:
    ///   - program: the program; nil for this one
    ///   - words: the words after `gedis`
    /// - Throws: `HostError` when the system has no processes or descriptors left.
    init(_ program: String? = nil, words: [String]) throws(HostError) {
        let pair = try SocketPair.make(.packets)
        let ends = (output: Self.moved(pair.0), input: Self.moved(pair.1))
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
            pid = try Program.start(program, words: words) { actions, attributes in
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
        return (moved(ends[0]), moved(ends[1]))
    }

    /// The descriptor, by a number that has no meaning.
    private static func moved(_ end: Int32) -> Int32 {
        guard end <= reportDescriptor else {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            return end
        }
        defer { close(end) }
        return fcntl(end, F_DUPFD_CLOEXEC, reportDescriptor + 1)
    }

    /// Says something to the supervisor, from the process that serves. A signal handler can call it.
    static func send(_ notice: Notice) {
        var byte = notice.byte
        _ = write(noticeDescriptor, &byte, 1)
    }

    /// What comes from it.
    enum Word {
        case notice(Notice)
        /// A listening socket that it uses.
        case listener(KeptListeners.Entry, Int32?)
        /// One that it uses no more.
        case closed(KeptListeners.Entry)
        case unknown
    }

    /// What it says, once something is to be read of `notices`; nil where it has ended.
    func word() -> Word? {
        withUnsafeTemporaryAllocation(byteCount: SupervisorMessage.mostBytes, alignment: 1) { buffer in
            let (count, descriptors) = SocketPair.receive(buffer, from: notices)
            if count == 0 { return nil }
            if count == 1 { return .notice(Notice(byte: buffer[0])) }
            switch SupervisorMessage(UnsafeRawBufferPointer(rebasing: buffer[..<count])) {
            case .listener(let entry): return .listener(entry, descriptors.first)
            case .closed(let entry): return .closed(entry)
            default: return .unknown
            }
        }
    }

    /// Hands it what it begins with.
    ///
    /// - Parameters:
    ///   - listeners: the listening sockets that are there already
    ///   - predecessor: the way to the process whose place it takes
    func begin(with listeners: [HeldListener], after predecessor: Int32? = nil) {
        for listener in listeners {
            SupervisorMessage.listener(listener.entry).send(with: listener.descriptor, to: notices)
        }
        SupervisorMessage.begin.send(with: predecessor, to: notices)
    }

    /// Lets it hand over to another process.
    ///
    /// - Parameter successor: the way to that one
    func handOver(to successor: Int32) { SupervisorMessage.handOver.send(with: successor, to: notices) }

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
