import GedisKit
import GRDB
import Synchronization

/// Writes to the file in batches: while one transaction is being flushed to the disk, the writes that come in wait and
/// then share the next. One flush so serves many connections.
final class SQLiteWriter: Sendable {
    /// One write of a batch.
    enum Operation: Sendable {
        case put(String, [String: Scalar])
        case delete(String, String)
    }

    private struct Job {
        let id: Int
        let operation: Operation
        let continuation: CheckedContinuation<Bool, any Error>
    }

    private struct Queue {
        var waiting: [Job] = []
        var lastID = 0
        var isDraining = false
    }

    private let file: SQLiteFile
    private let feed: ChangeFeed
    private let queue = Mutex(Queue())

    init(file: SQLiteFile, feed: ChangeFeed) {
        self.file = file
        self.feed = feed
    }

    /// Does a write and waits until it is on the disk.
    ///
    /// A write whose task is cancelled before its turn is not done.
    ///
    /// - Returns: whether a deleted key had a value; true for a put.
    /// - Throws: `BackendError`, or `CancellationError` for a cancelled task.
    nonisolated(nonsending) func perform(_ operation: Operation) async throws -> Bool {
        let id = queue.withLock { queue in
            queue.lastID += 1
            return queue.lastID
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // Within, so that a cancellation either finds the job or is seen here.
                let isFirst = queue.withLock { queue -> Bool? in
                    guard !Task.isCancelled else { return nil }
                    queue.waiting.append(Job(id: id, operation: operation, continuation: continuation))
                    defer { queue.isDraining = true }
                    return !queue.isDraining
                }
                switch isFirst {
                case true: Task { await drain() }
                case false: break
                case nil: continuation.resume(throwing: CancellationError())
                }
            }
        } onCancel: {
            let job = queue.withLock { queue -> Job? in
                guard let index = queue.waiting.firstIndex(where: { $0.id == id }) else { return nil }
                return queue.waiting.remove(at: index)
            }
            job?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Does batch after batch until nothing waits.
    private func drain() async {
        while let jobs = nextBatch() {
            let operations = jobs.map(\.operation)
            do {
                let results = try await file.run { pool in
                    try await pool.write { database in try operations.map { try Entries.perform($0, in: database) } }
                }
                for (operation, done) in zip(operations, results) where done { tell(operation) }
                for (job, done) in zip(jobs, results) { job.continuation.resume(returning: done) }
            } catch {
                for job in jobs { job.continuation.resume(throwing: error) }
            }
        }
    }

    private func nextBatch() -> [Job]? {
        queue.withLock { queue in
            guard !queue.waiting.isEmpty else {
                queue.isDraining = false
                return nil
            }
            defer { queue.waiting = [] }
            return queue.waiting
        }
    }

    private func tell(_ operation: Operation) {
        switch operation {
        case .put(let namespace, let values):
            feed.send(values.map { Change($0.key, $0.value) }, of: namespace)
        case .delete(let namespace, let key):
            feed.send([Change(key, nil)], of: namespace)
        }
    }
}
