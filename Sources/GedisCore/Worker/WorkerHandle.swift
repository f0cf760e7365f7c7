/// A worker, as other threads reach it.
package protocol WorkerHandle: AnyObject, Sendable {
    /// Runs `work` on the worker's thread, soon, after what was handed in before.
    ///
    /// - Returns: whether it will be run: not once the thread has ended.
    @discardableResult
    func perform(_ work: @escaping @Sendable (Worker) -> Void) -> Bool
}

extension WorkerHandle {
    /// Runs `work` on the worker's thread.
    ///
    /// - Returns: what `work` returns, or nil where the thread has ended.
    package func result<R: Sendable>(of work: @escaping @Sendable (Worker) -> R) async -> R? {
        await withCheckedContinuation { continuation in
            let isAccepted = perform { continuation.resume(returning: work($0)) }
            if !isAccepted { continuation.resume(returning: nil) }
        }
    }
}
