import Synchronization

/// A write that was begun and is waited for later, by one task at most.
package final class BegunWrite: Sendable {
    private enum State {
        case begun
        case awaited(UnsafeContinuation<Void, any Error>)
        case ended(Result<Void, any Error>)
    }

    private let state = Mutex(State.begun)

    /// Makes a write that has not ended.
    package init() {}

    /// Notes how the write ended.
    package func end(_ result: Result<Void, any Error>) {
        let waiting = state.withLock { state in
            defer { state = .ended(result) }
            if case .awaited(let continuation) = state { return Optional(continuation) }
            return nil
        }
        waiting?.resume(with: result)
    }

    /// Waits until the write has ended.
    ///
    /// - Throws: why it was not done.
    package nonisolated(nonsending) func value() async throws {
        if case .ended(let result) = state.withLock({ $0 }) { return try result.get() }
        try await withUnsafeThrowingContinuation { continuation in
            let result = state.withLock { state -> Result<Void, any Error>? in
                if case .ended(let result) = state { return result }
                state = .awaited(continuation)
                return nil
            }
            if let result { continuation.resume(with: result) }
        }
    }
}
