import CLinux
import GedisCore
import Glibc
import Synchronization

/// Writes down which command ran when the process crashes, and then lets the crash go its way: Swift's own handler prints
/// the backtrace, and the process dies.
///
/// What is done in the handler allocates nothing and takes no lock.
enum CrashHandler {
    /// The namespace that is being loaded, whose `init` may crash too.
    @TaskLocal static var loading: String?

    // These are written once, before the handler can run, and the handler cannot wait for a lock.
    private nonisolated(unsafe) static var file: Int32 = -1
    private nonisolated(unsafe) static var isSupervised = false
    private nonisolated(unsafe) static let previous = UnsafeMutablePointer<sigaction>.allocate(capacity: 64)

    /// How many seconds the backtrace may take; the process is ended then.
    private static let longestBacktrace: UInt32 = 60

    /// The first of several threads that crash is the one that counts.
    private static let hasCrashed = Atomic(false)

    private static let signals = [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT]

    /// Handles crashes of the process from here on.
    ///
    /// - Parameters:
    ///   - path: the file to which a line is added
    ///   - isSupervised: whether a supervisor is to be told
    static func install(writingTo path: String, isSupervised: Bool) {
        Self.isSupervised = isSupervised
        hasCrashed.store(false, ordering: .relaxed)
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

    private static func handle(
        _ signal: Int32, _ info: UnsafeMutablePointer<siginfo_t>?, _ context: UnsafeMutableRawPointer?
    ) {
        guard !hasCrashed.exchange(true, ordering: .relaxed) else { while true { pause() } }
        if file >= 0 {
            CrashRecord.write(signal: signal, to: file) { put in
                if let loading { put(loading) } else { RunningCommand.forEachName(put) }
            }
        }
        closeFiles()
        if isSupervised {
            var notice = UInt8(signal)
            _ = write(ServingProcess.noticeDescriptor, &notice, 1)
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
