import GedisGUN
import GedisKit
import GedisSQLite
import Synchronization

/// Writes to the file in batches: while one transaction is being flushed to the disk, the writes that come in wait and
/// then share the next. One flush so serves many connections.
final class SQLiteWriter: Sendable {
    private struct Job {
        /// Who waits for it.
        enum Waiter {
            case task(CheckedContinuation<SQLiteWrite.Outcome, any Error>)
            case caller(BegunWrite)
        }

        let id: Int
        let write: SQLiteWrite
        let waiter: Waiter

        /// Says what came of it.
        func end(_ result: Result<SQLiteWrite.Outcome, any Error>) {
            switch waiter {
            case .task(let continuation): continuation.resume(with: result)
            case .caller(let begun): begun.end(result.map { _ in })
            }
        }
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
    private let clock = GunClock()
    private let observer = GraphObserver()

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
        try await run(write).result.get()
    }

    /// Merges puts into the graph and waits until they are on the disk.
    ///
    /// - Returns: what stands in the place of entries of each put that lost.
    /// - Throws: what `perform` throws.
    nonisolated(nonsending) func merge(_ puts: [GraphPut]) async throws -> [[GunNode]] {
        try await run(.merge(puts)).lost
    }

    /// Calls `observer` with what the graph takes from here on.
    func observe(_ observer: (@Sendable (GraphChange) -> Void)?) { self.observer.use(observer) }

    nonisolated(nonsending) private func run(_ write: SQLiteWrite) async throws -> SQLiteWrite.Outcome {
        let id = queue.withLock { queue in
            queue.lastID += 1
            return queue.lastID
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // Within, so that a cancellation either finds the job or is seen here.
                let isQueued = queue.withLock { queue in
                    guard !Task.isCancelled else { return false }
                    queue.waiting.append(Job(id: id, write: write, waiter: .task(continuation)))
                    return true
                }
                if isQueued { flush() } else { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let job = queue.withLock { queue -> Job? in
                guard let index = queue.waiting.firstIndex(where: { $0.id == id }) else { return nil }
                return queue.waiting.remove(at: index)
            }
            job?.end(.failure(CancellationError()))
        }
    }

    /// Begins to do what waits, where that has not begun.
    func flush() {
        let isFirst = queue.withLock { queue in
            guard !queue.waiting.isEmpty else { return false }
            defer { queue.isDraining = true }
            return !queue.isDraining
        }
        if isFirst { drain() }
    }

    /// Does batch after batch until nothing waits; other calls of the thread have their turn in between.
    private func drain() {
        file.writer.perform { [self] thread in
            guard let jobs = nextBatch() else { return }
            perform(jobs, on: thread)
            drain()
        }
    }

    private func perform(_ jobs: [Job], on thread: isolated SQLiteThread) {
        do {
            let (gone, outcomes) = try file.write(on: thread) { [clock, file] database in
                let states = file.migrated.map { GraphStates(migrated: $0, clock: clock) }
                return try Self.perform(jobs, states, in: database)
            }
            for (change, namespace, graph) in gone {
                feed.send([change], of: namespace)
                report(graph)
            }
            for index in jobs.indices {
                report(outcomes[index], of: jobs[index].write)
                if let lifetime = jobs[index].write.lifetime { sweep(in: lifetime.duration) }
            }
            // The last one first: who waits for several waits for the first of them, and finds the others done.
            for index in jobs.indices.reversed() {
                switch outcomes[index].result {
                case .success: jobs[index].end(.success(outcomes[index]))
                case .failure(let error): jobs[index].end(.failure(file.own(error)))
                }
            }
        } catch {
            for job in jobs.reversed() { job.end(.failure(error)) }
        }
    }

    /// What has expired, and what came of writes.
    private typealias Results = (
        gone: [(change: Change, namespace: String, graph: [GraphChange])], outcomes: [SQLiteWrite.Outcome]
    )

    private static func perform(
        _ jobs: [Job], _ states: GraphStates?, in database: SQLiteConnection
    ) throws -> Results {
        let gone = try Entries.sweep(in: database).map { namespace, key in
            let change = Change(key, nil)
            let node = try states?.note([change], of: namespace, in: database)
            return (change, namespace, node.map { [GraphChange(put: nil, nodes: [$0])] } ?? [])
        }
        return (gone, try jobs.map { try Entries.perform($0.write, states, in: database) })
    }

    private func report(_ outcome: SQLiteWrite.Outcome, of write: SQLiteWrite) {
        feed.send(write.changes + outcome.changes, of: write.namespace)
        if case .merge = write {
            for node in outcome.taken.flatMap(\.nodes) { feed.send(node.changes, of: node.soul) }
        }
        report(outcome.taken)
    }

    private func report(_ changes: [GraphChange]) {
        for change in changes { observer.notify(change) }
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

extension SQLiteWriter: BatchedWrites {
    func add(_ namespace: String, _ key: String, _ value: Scalar) -> BegunWrite {
        let begun = BegunWrite()
        queue.withLock { queue in
            queue.waiting.append(Job(id: 0, write: .set(namespace, key, value), waiter: .caller(begun)))
        }
        return begun
    }
}
