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

    /// Runs `body` in its turn, as a call of the actor is run.
    package func perform(_ body: @escaping @Sendable () -> Void) { queue.async(execute: body) }

    package func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
