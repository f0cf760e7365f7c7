import CLinux
import GedisCore
import Glibc
import Synchronization

/// Writes down which command ran when the process crashes, and then lets the crash go its way: Swift's own handler prints
/// the backtrace, and the process dies.
///
/// What is done in the handler allocates nothing and takes no lock.
enum CrashHandler {
    /// What runs outside of commands and may crash too: the namespace that is being loaded, as `CrashRecord.loading` has it,
    /// or `calc.schedules`.
    @TaskLocal static var loading: String?

    // These are written once, before the handler can run, and the handler cannot wait for a lock.
    private nonisolated(unsafe) static var file: Int32 = -1
    private nonisolated(unsafe) static var isSupervised = false
    private nonisolated(unsafe) static let previous = UnsafeMutablePointer<sigaction>.allocate(capacity: 64)

    /// How many seconds the backtrace may take; the process is ended then.
    private static let longestBacktrace: UInt32 = 60

    /// The first of several threads that crash is the one that counts.
    private static let hasCrashed = Atomic(false)

    /// Whether the process is to end, because somebody asked for it or because it could not start.
    private static let isEndExpected = Atomic(false)

    /// The process for which the handler is installed: one that a command forks off may exit.
    private nonisolated(unsafe) static var process: pid_t = 0

    /// The code of a process that a command ended: that of any other failure.
    private static let exitCode: Int32 = 5

    private static let signals = [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT]

    /// Handles crashes of the process from here on.
    ///
    /// - Parameters:
    ///   - path: the file to which a line is added
    ///   - isSupervised: whether a supervisor is to be notified
    static func install(writingTo path: String, isSupervised: Bool) {
        Self.isSupervised = isSupervised
        hasCrashed.store(false, ordering: .relaxed)
        isEndExpected.store(false, ordering: .relaxed)
        if process == 0 { atexit { CrashHandler.handleExit() } }
        process = getpid()
        file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        for signal in signals {
            var action = sigaction()
            action.sa_flags = SA_SIGINFO | SA_ONSTACK
            action.__sigaction_handler.sa_sigaction = { signal, info, context in
                CrashHandler.handle(signal, info, context)
            }
            sigaction(signal, &action, previous + Int(signal))
        }
    }

    /// Notes that the server is ready: what ends the process from here on without having been asked for is a crash.
    static func noteReady() { if isSupervised { ServingProcess.send(.ready) } }

    /// Notes that somebody asked the server to stop.
    static func noteStopping() {
        expectEnd()
        if isSupervised { ServingProcess.send(.stopping) }
    }

    /// Notes that the process is about to end as it should.
    static func expectEnd() { isEndExpected.store(true, ordering: .relaxed) }

    /// Writes down which command called `exit` or, what flushes nothing, `_exit`. The code that it chose does not matter.
    fileprivate static func handleExit(flushing: Bool = true) {
        guard getpid() == process, !isEndExpected.load(ordering: .relaxed) else { return }
        guard !hasCrashed.exchange(true, ordering: .relaxed) else { while true { pause() } }
        if file >= 0 { record(CrashRecord.exit) }
        if flushing { fflush(nil) }
        closeFiles()
        if isSupervised { ServingProcess.send(.crashed(signal: CrashRecord.exit)) }
        linux_exit(exitCode)
    }

    private static func record(_ signal: Int32) {
        CrashRecord.write(signal: signal, to: file) { put in
            if let loading { put(loading) } else { RunningCommand.forEachName(put) }
        }
    }

    private static func handle(
        _ signal: Int32, _ info: UnsafeMutablePointer<siginfo_t>?, _ context: UnsafeMutableRawPointer?
    ) {
        guard !hasCrashed.exchange(true, ordering: .relaxed) else { while true { pause() } }
        if file >= 0 { record(signal) }
        closeFiles()
        if isSupervised {
            ServingProcess.send(.crashed(signal: signal))
            var mark = ReportReader.mark
            _ = write(STDERR_FILENO, &mark, 1)
        }
        dup2(STDERR_FILENO, ServingProcess.noticeDescriptor)
        alarm(longestBacktrace)
        let next = previous[Int(signal)]
        if next.sa_flags & SA_SIGINFO != 0, let action = next.__sigaction_handler.sa_sigaction {
            action(signal, info, context)
        }
        // A signal that somebody sent would not come again by itself, as that of a trap does.
        Glibc.signal(signal, SIG_DFL)
        raise(signal)
    }

    /// Closes everything but standard input and output, and the way to the supervisor: clients need not wait until the backtrace is printed, and the
    /// next process can listen at once.
    private static func closeFiles() {
        // What prints the backtrace uses low numbers itself and relies on their being taken, as they always are.
        let lowest: Int32 = 16
        for number in ServingProcess.noticeDescriptor + 1..<lowest { dup2(STDERR_FILENO, number) }
        _ = linux_close_from(UInt32(lowest))
    }
}

/// Stands for the C library's `_exit` in the program and in the libraries that it loads.
///
/// - Parameter code: the code with which the process ends
@_cdecl("_exit")
public func endAtOnce(_ code: Int32) {
    CrashHandler.handleExit(flushing: false)
    linux_exit(code)
}

/// The same under its other name.
///
/// - Parameter code: the code with which the process ends
@_cdecl("_Exit")
public func endAtOnceToo(_ code: Int32) { endAtOnce(code) }
