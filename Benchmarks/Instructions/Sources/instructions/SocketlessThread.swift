import GedisCore
import Synchronization

/// What a worker's clients without sockets hand in, for the thread that `run` is called on.
final class SocketlessThread: WorkerHandle {
    let activity: Activity
    private let waiting = Mutex<[@Sendable (Worker) -> Void]>([])

    init(_ activity: Activity) { self.activity = activity }

    func perform(_ work: @escaping @Sendable (Worker) -> Void) -> Bool {
        waiting.withLock { $0.append(work) }
        return true
    }

    /// Runs what has been handed in.
    func run(on worker: Worker) {
        let all = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for work in all { work(worker) }
    }
}
