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

/// Runs the calls of one connection on the thread of its worker, until a call is abandoned.
///
/// What is left of an abandoned call runs on threads of its own: a call that spins once it is cancelled must not take the
/// worker's thread from other connections.
final class CallExecutor: TaskExecutor {
    /// How many jobs run in place one after the other: a call that yields again and again keeps no other connection waiting.
    private static let mostInPlace = 16

    /// The thread's queue.
    let home: any JobQueue
    private let isAbandoned = Atomic(false)
    /// The thread that runs jobs in place; 0 for none.
    private let place = Atomic<UInt>(0)
    /// The job that runs next in place. That thread alone touches it.
    @exclusivity(unchecked) private nonisolated(unsafe) var next: UnownedJob?

    /// Makes an executor.
    ///
    /// - Parameter home: runs jobs on the worker's thread
    init(home: any JobQueue) { self.home = home }

    /// Lets whatever is enqueued from here on run elsewhere.
    func abandon() { isAbandoned.store(true, ordering: .releasing) }

    /// Runs what `body` enqueues, and what that enqueues, in place of handing it to the thread's queue.
    ///
    /// So a call goes to an actor and back, or waits for tasks of its own, without a turn of the thread.
    func runInPlace(_ body: () -> Void) {
        let executor = asUnownedTaskExecutor()
        place.store(UInt(pthread_self()), ordering: .relaxed)
        body()
        var count = 0
        while let job = next.take() {
            count += 1
            if count == Self.mostInPlace { place.store(0, ordering: .relaxed) }
            job.runSynchronously(on: executor)
        }
        place.store(0, ordering: .relaxed)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        guard !isAbandoned.load(ordering: .acquiring) else { return runElsewhere(job) }
        if place.load(ordering: .relaxed) == UInt(pthread_self()), next == nil {
            next = job
        } else {
            home.enqueue(job, of: asUnownedTaskExecutor())
        }
    }

    private func runElsewhere(_ job: UnownedJob) {
        let argument = Unmanaged.passRetained(Job(job, on: self))
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
