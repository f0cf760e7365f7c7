import CLinux
import Glibc
import Synchronization

/// The thread that starts workers. The kernel ends a worker with the thread that started it, so this one lasts as long as
/// the process.
final class WorkerStarter: Sendable {
    private struct Job: Sendable {
        var program: WorkerProgram
        var socket: Int32
        var end: @Sendable (Int32) -> Void
    }

    private let jobs = Mutex<[Job]>([])
    private let wake: Int32

    /// nil where the system has no thread left for it.
    private static let only: WorkerStarter? = {
        let wake = eventfd(0, Int32(EFD_CLOEXEC))
        guard wake >= 0 else { return nil }
        let starter = WorkerStarter(wake: wake)
        return BackgroundThread.start { starter.run() } ? starter : nil
    }()

    private init(wake: Int32) { self.wake = wake }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: the program
    ///   - socket: the end of a socket that it gets
    /// - Returns: its number; below zero the system's error.
    static func start(_ program: WorkerProgram, socket: Int32) -> Int32 {
        guard let only else { return -EAGAIN }
        let result = BlockingOutcome<Int32>()
        only.jobs.withLock { $0.append(Job(program: program, socket: socket, end: result.end)) }
        eventfd_write(only.wake, 1)
        return result.value
    }

    private func run() {
        while true {
            var count: eventfd_t = 0
            guard eventfd_read(wake, &count) == 0 || errno == EINTR else { return }
            let jobs = jobs.withLock { jobs in
                defer { jobs = [] }
                return jobs
            }
            for job in jobs {
                WorkerGuard.only.start()
                let pid = Self.start(job)
                if pid > 0 { WorkerGuard.only.add(pid) }
                job.end(pid)
            }
        }
    }

    private static func start(_ job: Job) -> Int32 {
        let words = ([job.program.path] + job.program.words).map { strdup($0) } + [nil]
        var variables = job.program.variables
        variables[WorkerProgram.descriptorVariable] = "\(WorkerProgram.descriptor)"
        let environment = variables.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + environment { free(text) } }
        return linux_start(job.program.path, job.program.folder, words, environment, job.socket)
    }
}
