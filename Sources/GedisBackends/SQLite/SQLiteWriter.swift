import GedisKit
import GRDB
import Synchronization

/// Writes to the file in batches: while one transaction is being flushed to the disk, the writes that come in wait and
/// then share the next. One flush so serves many connections.
final class SQLiteWriter: Sendable {
    private struct Job {
        let id: Int
        let write: SQLiteWrite
        let continuation: CheckedContinuation<Int, any Error>
    }

    private struct Queue {
        var waiting: [Job] = []
        var lastID = 0
        var isDraining = false
    }

    private let file: SQLiteFile
    private let feed: ChangeFeed
    private let queue = Mutex(Queue())
    private let timer = ExpiryTimer()

    init(file: SQLiteFile, feed: ChangeFeed) {
        self.file = file
        self.feed = feed
    }

    /// Does a write and waits until it is on the disk.
    ///
    /// A write whose task is cancelled before its turn is not done.
    ///
    /// - Returns: what `SQLiteWrite.Outcome` says of the result.
    /// - Throws: `BackendError`, or `CancellationError` for a cancelled task.
    nonisolated(nonsending) func perform(_ write: SQLiteWrite) async throws -> Int {
        let id = queue.withLock { queue in
            queue.lastID += 1
            return queue.lastID
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // Within, so that a cancellation either finds the job or is seen here.
                let isFirst = queue.withLock { queue -> Bool? in
                    guard !Task.isCancelled else { return nil }
                    queue.waiting.append(Job(id: id, write: write, continuation: continuation))
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
            let writes = jobs.map(\.write)
            do {
                let (gone, outcomes) = try await file.run { pool in
                    try await pool.write { database in
                        (try Entries.sweep(in: database), try writes.map { try Entries.perform($0, in: database) })
                    }
                }
                for (namespace, key) in gone { feed.send([Change(key, nil)], of: namespace) }
                for (write, outcome) in zip(writes, outcomes) {
                    if !outcome.changes.isEmpty { feed.send(outcome.changes, of: write.namespace) }
                    if let lifetime = write.lifetime { sweep(in: lifetime.duration) }
                }
                for (job, outcome) in zip(jobs, outcomes) {
                    job.continuation.resume(with: outcome.result.mapError { file.own($0) })
                }
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

    /// Removes what has expired by then, and goes on with what expires later.
    func sweep(in time: Duration) {
        timer.schedule("", in: time) { [weak self] in
            guard let next = try? await self?.perform(.sweep), next > 0 else { return nil }
            return .milliseconds(next - WallClock.milliseconds)
        }
    }

    /// Removes what has expired no more by itself.
    func close() { timer.close() }
}
