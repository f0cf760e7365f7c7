import Synchronization

/// Collects what the workers of several threads return, and waits for none that is stuck.
final class Gathering<Result: Sendable>: Sendable {
    private struct State {
        var results: [Int: Result] = [:]
        var missing: Int
        var continuation: CheckedContinuation<[Result], Never>?
    }

    private let state: Mutex<State>

    private init(count: Int) { state = Mutex(State(missing: count)) }

    /// Runs `work` with each worker, on its thread.
    ///
    /// - Parameters:
    ///   - workers: the workers
    ///   - limit: how long to wait; a thread that is stuck until then runs `work` when it moves again
    ///   - work: what to run
    /// - Returns: what `work` has returned by then, in the workers' order.
    static func results(
        of workers: [any WorkerHandle], atMost limit: Duration, _ work: @escaping @Sendable (Worker) -> Result
    ) async -> [Result] {
        let gathering = Gathering(count: workers.count)
        let timeout = Task {
            try await Task.sleep(for: limit)
            gathering.finish()
        }
        defer { timeout.cancel() }
        return await withCheckedContinuation { continuation in
            gathering.state.withLock { $0.continuation = continuation }
            for (index, worker) in workers.enumerated() {
                let isAccepted = worker.perform { gathering.add(work($0), at: index) }
                if !isAccepted { gathering.add(nil, at: index) }
            }
            if workers.isEmpty { gathering.finish() }
        }
    }

    private func add(_ result: Result?, at index: Int) {
        let isLast = state.withLock { state in
            state.results[index] = result
            state.missing -= 1
            return state.missing == 0
        }
        if isLast { finish() }
    }

    private func finish() {
        let (continuation, results) = state.withLock { state in
            (state.continuation.take(), state.results.sorted { $0.key < $1.key }.map(\.value))
        }
        continuation?.resume(returning: results)
    }
}
