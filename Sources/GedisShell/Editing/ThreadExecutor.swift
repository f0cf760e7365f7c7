import Dispatch

/// Runs an actor on a thread that may block.
final class ThreadExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "gedis line editor")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
