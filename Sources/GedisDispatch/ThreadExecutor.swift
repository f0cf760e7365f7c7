import Dispatch

/// Runs an actor on a thread that may block.
package final class ThreadExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// An executor whose thread has a name.
    package init(_ name: String) { queue = DispatchQueue(label: name) }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
