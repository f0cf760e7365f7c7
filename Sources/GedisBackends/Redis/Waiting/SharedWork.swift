import GedisClient
import Synchronization

/// Work of which at most one run is under way: those who ask for it meanwhile get the result of that one.
///
/// It goes on when one who waits for it is cancelled.
final class SharedWork<Success: Sendable>: Sendable {
    /// Those who wait for the run that is under way.
    private let waiters = Mutex<[Completion<Success>]>([])

    /// The result of the run that is under way, or of a new one.
    ///
    /// - Throws: what the run throws, or `CancellationError` when the task is cancelled.
    func value(_ body: @escaping @Sendable () async throws -> Success) async throws -> Success {
        let waiter = Completion<Success>()
        let isFirst = waiters.withLock { waiters in
            waiters.append(waiter)
            return waiters.count == 1
        }
        if isFirst {
            Task {
                do { end(.success(try await body())) } catch { end(.failure(error)) }
            }
        }
        return try await waiter.value()
    }

    /// Resumes the waiting callers with a result.
    func end(_ result: Result<Success, any Error>) {
        let waiting = waiters.withLock { waiters in
            defer { waiters = [] }
            return waiters
        }
        for waiter in waiting { waiter.settle(result) }
    }
}
