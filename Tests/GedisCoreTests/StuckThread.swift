import Synchronization

@testable import GedisCore

/// A thread that runs what it has only when a test says so.
final class StuckThread: WorkerHandle {
    let activity: Activity
    private let jobs = Mutex<[@Sendable (Worker) -> Void]>([])

    init(_ activity: Activity) { self.activity = activity }

    var count: Int { jobs.withLock { $0.count } }

    func perform(_ work: @escaping @Sendable (Worker) -> Void) -> Bool {
        jobs.withLock { $0.append(work) }
        return true
    }

    func run(on worker: Worker) {
        for job in jobs.withLock({ jobs in
            defer { jobs = [] }
            return jobs
        }) { job(worker) }
    }
}
