import Glibc
import Synchronization

/// The jobs of a worker's thread.
package protocol JobQueue: AnyObject, Sendable {
    /// Runs a job on the thread, soon.
    ///
    /// - Parameters:
    ///   - job: the job
    ///   - executor: the executor of its task. The job has to run as that one's: a task that finds itself on another is
    ///     enqueued again before it goes on.
    func enqueue(_ job: UnownedJob, of executor: UnownedTaskExecutor)
}

/// Runs a connection's calls on the thread of its worker, until a call is abandoned.
///
/// What is left of an abandoned call runs on threads of its own: a call that spins once it is cancelled must not take the
/// worker's thread from other connections.
final class CallExecutor: TaskExecutor {
    private let home: any JobQueue
    private let isAbandoned = Atomic(false)

    /// Makes an executor.
    ///
    /// - Parameter home: runs jobs on the worker's thread
    init(home: any JobQueue) { self.home = home }

    /// Lets whatever is enqueued from here on run elsewhere.
    func abandon() { isAbandoned.store(true, ordering: .releasing) }

    func enqueue(_ job: consuming ExecutorJob) {
        guard isAbandoned.load(ordering: .acquiring) else {
            return home.enqueue(UnownedJob(job), of: asUnownedTaskExecutor())
        }
        let argument = Unmanaged.passRetained(Job(UnownedJob(job), on: self))
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, argument.toOpaque())
        // Without a thread the call stays where it is suspended.
        guard result == 0 else { return argument.release() }
        pthread_detach(thread)
    }

    private final class Job: Sendable {
        private let job: UnownedJob
        private let executor: CallExecutor

        init(_ job: UnownedJob, on executor: CallExecutor) {
            self.job = job
            self.executor = executor
        }

        func run() { job.runSynchronously(on: executor.asUnownedTaskExecutor()) }
    }
}
