internal import Synchronization

/// A result that one task awaits. It is settled once: by whoever brings it, or by the cancellation of that task.
package final class Completion<Success: Sendable>: Sendable {
    private enum State {
        case pending
        case awaited(CheckedContinuation<Success, any Error>)
        case settled(Result<Success, any Error>)
    }

    private let state = Mutex(State.pending)

    /// Makes one that is not settled yet.
    package init() {}

    var isSettled: Bool {
        state.withLock { if case .settled = $0 { true } else { false } }
    }

    /// Brings the result.
    ///
    /// - Returns: false when it was settled before, and this result is not used.
    @discardableResult
    package func settle(_ result: Result<Success, any Error>) -> Bool {
        let before = state.withLock { state in
            let before = state
            if case .settled = state { return before }
            state = .settled(result)
            return before
        }
        switch before {
        case .pending: return true
        case .settled: return false
        case .awaited(let continuation):
            continuation.resume(with: result)
            return true
        }
    }

    /// Waits for the result; at most one task may.
    ///
    /// - Throws: the error it is settled with, or `CancellationError`.
    package func value() async throws -> Success {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result: Result<Success, any Error>? = state.withLock { state in
                    if case .settled(let result) = state { return result }
                    state = .awaited(continuation)
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            settle(.failure(CancellationError()))
        }
    }
}
