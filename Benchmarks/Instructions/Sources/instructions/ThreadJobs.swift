import GedisCore
import Glibc
import Synchronization

/// ThreadJobs for the thread that `run` is called on.
final class ThreadJobs: JobQueue {
    private let waiting = Mutex<[(job: UnownedJob, executor: UnownedTaskExecutor)]>([])

    func enqueue(_ job: UnownedJob, of executor: UnownedTaskExecutor) {
        waiting.withLock { $0.append((job, executor)) }
    }

    /// Runs jobs until there are none.
    ///
    /// - Parameter isNeeded: whether one has to come, maybe from another thread
    func run(waiting isNeeded: Bool) {
        var isNeeded = isNeeded
        while true {
            let jobs = waiting.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
            for (job, executor) in jobs { job.runSynchronously(on: executor) }
            if !jobs.isEmpty {
                isNeeded = false
            } else if isNeeded {
                sched_yield()
            } else {
                return
            }
        }
    }
}
