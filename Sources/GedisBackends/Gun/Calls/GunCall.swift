import GedisGUN
import GedisKit
import Synchronization

/// One call of the backend while it waits for the server: what happens to it, as a sequence of events.
///
/// A call may send its request several times, each under a new id; answers to any of them are its events.
final class GunCall: Sendable {
    enum Event: Sendable {
        /// There is a connection: at the start, and after one was lost. What was sent before may be lost.
        case connected
        /// There is none, and the last attempt to make one failed.
        case failed(BackendError)
        /// The server answered.
        case answer(GunMessage)
        /// The server lives, and has looked at what was sent before the probe.
        case alive
        /// The time given to `wake` is over.
        case wake
        /// The call's own time is over.
        case deadline
    }

    /// Ends when the task that reads it is cancelled.
    let events: AsyncStream<Event>
    let deadline: ContinuousClock.Instant
    private let continuation: AsyncStream<Event>.Continuation
    private let timers = Mutex<(wake: Task<Void, Never>?, deadline: Task<Void, Never>?)>((nil, nil))

    init(timeout: Duration) {
        (events, continuation) = AsyncStream.makeStream()
        deadline = .now + timeout
        let timer = timer(timeout, .deadline)
        timers.withLock { $0.deadline = timer }
    }

    /// Adds an event.
    func add(_ event: Event) { continuation.yield(event) }

    /// Asks for a `wake` event, in place of one asked for before.
    func wake(after delay: Duration) {
        let timer = timer(delay, .wake)
        timers.withLock { timers in
            timers.wake?.cancel()
            timers.wake = timer
        }
    }

    /// Ends the events and all timers.
    func end() {
        continuation.finish()
        timers.withLock { timers in
            timers.wake?.cancel()
            timers.deadline?.cancel()
        }
    }

    private func timer(_ delay: Duration, _ event: Event) -> Task<Void, Never> {
        Task { [continuation] in
            guard (try? await Task.sleep(for: delay)) != nil else { return }
            continuation.yield(event)
        }
    }
}
