import Synchronization

/// How much of a subscription's messages waits for a thread that has not come to it, because a command keeps it or because
/// more is published than it takes.
final class DeliveryBacklog: Sendable {
    /// What becomes of a message.
    enum Outcome {
        /// It waits for the thread.
        case waits
        /// It would be too much: the subscribers are to be dropped, once.
        case isTooMuch
        /// They are about to be.
        case isOver
    }

    /// What a message takes besides its own bytes.
    static let overhead = 128

    private struct State {
        var bytes = 0
        var isOver = false
    }

    private let state = Mutex(State())

    /// Counts a message, where it is not too much.
    func add(_ size: Int, most: Int) -> Outcome {
        state.withLock { state in
            guard !state.isOver else { return .isOver }
            guard state.bytes == 0 || state.bytes + size <= most else {
                state.isOver = true
                return .isTooMuch
            }
            state.bytes += size
            return .waits
        }
    }

    /// Counts a message that the thread has come to.
    func remove(_ size: Int) { state.withLock { $0.bytes -= size } }

    /// Lets messages wait again, now that those for whom it was too much are dropped.
    func begin() { state.withLock { $0.isOver = false } }
}
