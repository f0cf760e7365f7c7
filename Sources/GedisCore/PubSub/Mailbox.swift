import Synchronization

/// What has been published for one thread's subscribers, and waits until the thread comes to it. All of it is taken at once.
final class Mailbox: Sendable {
    /// Where a subscription's messages are.
    struct Place {
        fileprivate var round = -1
        fileprivate var part = 0
    }

    private struct State {
        var deliveries = Deliveries()
        /// How often they have been taken.
        var round = 0
    }

    private let worker: any WorkerHandle
    private let state = Mutex(State())

    /// Makes a thread's mailbox.
    init(of worker: any WorkerHandle) { self.worker = worker }

    /// Adds a message, and lets the thread come to it.
    ///
    /// - Parameters:
    ///   - message: the message behind the subscription's head
    ///   - subscribers: whom it is for
    ///   - most: how many bytes of one subscription's messages may wait
    func add(_ message: UnsafeRawBufferPointer, for subscribers: ThreadSubscribers, most: Int) {
        let isFirst = state.withLock { state in
            let isFirst = state.deliveries.isEmpty
            if subscribers.place.round != state.round {
                subscribers.place.part = state.deliveries.begin(subscribers.subscription)
                subscribers.place.round = state.round
            }
            state.deliveries.add(subscribers.head, message, to: subscribers.place.part, most: most)
            return isFirst
        }
        if isFirst { worker.perform { $0.deliverSoon() } }
    }

    /// Takes what waits.
    func take() -> Deliveries {
        state.withLock { state in
            state.round += 1
            defer { state.deliveries = Deliveries() }
            return state.deliveries
        }
    }
}
