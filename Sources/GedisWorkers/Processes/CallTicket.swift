import Synchronization

/// A call that a worker has been sent, for whoever waits for what it comes to.
final class CallTicket: Sendable {
    private struct State {
        var isOver = false
        var outcome: WorkerLink.Outcome?
        var waiting: UnsafeContinuation<WorkerLink.Outcome?, Never>?
    }

    private let link: WorkerLink
    /// The call's number.
    let number: Int
    private let state = Mutex(State())

    init(_ link: WorkerLink, _ number: Int) {
        self.link = link
        self.number = number
    }

    /// Says what it came to; nil where nobody waits any more.
    func resume(returning outcome: WorkerLink.Outcome?) {
        let waiting = state.withLock { state in
            state.isOver = true
            state.outcome = outcome
            return state.waiting.take()
        }
        waiting?.resume(returning: outcome)
    }

    /// What it came to, once that is known.
    ///
    /// - Throws: `CancellationError` where the task was cancelled.
    nonisolated(nonsending) func outcome() async throws -> WorkerLink.Outcome {
        if let known = state.withLock({ $0.outcome }) { return known }
        let outcome = await withTaskCancellationHandler {
            await withUnsafeContinuation { (waiting: UnsafeContinuation<WorkerLink.Outcome?, Never>) in
                let (isOver, outcome) = state.withLock { state in
                    if !state.isOver { state.waiting = waiting }
                    return (state.isOver, state.outcome)
                }
                if isOver { waiting.resume(returning: outcome) }
            }
        } onCancel: {
            link.abandon(number)
        }
        try Task.checkCancellation()
        guard let outcome else { throw CancellationError() }
        return outcome
    }
}
