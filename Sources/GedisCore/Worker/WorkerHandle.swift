/// A worker, as other threads reach it.
package protocol WorkerHandle: AnyObject, Sendable {
    /// What the worker's thread does now.
    var activity: Activity { get }

    /// Runs `work` on the worker's thread, soon, after what was handed in before.
    ///
    /// - Returns: whether it will be run: not once the thread has ended.
    @discardableResult
    func perform(_ work: @escaping @Sendable (Worker) -> Void) -> Bool
}
