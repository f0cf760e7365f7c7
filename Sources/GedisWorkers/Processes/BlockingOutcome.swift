import Glibc
import Synchronization

/// A value that one thread waits for, and others end once.
final class BlockingOutcome<Value: Sendable>: Sendable {
    private nonisolated(unsafe) let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    private let known = Mutex<Value?>(nil)

    init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    /// Says the value; who is first does.
    @Sendable func end(_ value: Value) {
        let isFirst = known.withLock { known in
            guard known == nil else { return false }
            known = value
            return true
        }
        if isFirst { sem_post(semaphore) }
    }

    /// The value, once it is said.
    var value: Value {
        while true {
            if let value = known.withLock({ $0 }) { return value }
            sem_wait(semaphore)
        }
    }
}

/// A handler of an event that may come before there is one.
final class LateHandler<Event: Sendable>: Sendable {
    private struct State {
        var handler: (@Sendable (Event) -> Void)?
        var event: Event?
    }

    private let state = Mutex(State())

    /// Handles the event, or keeps it.
    @Sendable func call(_ event: Event) {
        let handler = state.withLock { state in
            if state.handler == nil { state.event = event }
            return state.handler
        }
        handler?(event)
    }

    /// Takes the handler; it is called at once where the event has come.
    func set(_ handler: @escaping @Sendable (Event) -> Void) {
        let event = state.withLock { state in
            state.handler = handler
            return state.event
        }
        if let event { handler(event) }
    }
}
