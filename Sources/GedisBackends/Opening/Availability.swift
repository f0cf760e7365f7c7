package import GedisKit
import Synchronization

/// Whether the servers of a store can be reached, and who is told when that changes.
package final class Availability: Sendable {
    /// What has changed.
    package enum Change: Sendable, Equatable {
        /// A server cannot be reached any more.
        case lost(BackendError)
        /// The server at this place can be reached again.
        case restored(String)
    }

    private struct State {
        var missing: Set<String> = []
        var tell: (@Sendable (Change) -> Void)?
    }

    private let state = Mutex(State())

    init() {}

    /// Calls `tell` with each change from now on, one after the other.
    package func observe(_ tell: @escaping @Sendable (Change) -> Void) { state.withLock { $0.tell = tell } }

    /// Calls nobody any more, because the store is closed.
    func close() { state.withLock { $0.tell = nil } }

    /// Notes that the server at a place could not be reached.
    func lost(_ place: String, _ error: BackendError) {
        state.withLock { state in
            // Told under the lock, so that a loss and the return after it are told in this order.
            if state.missing.insert(place).inserted { state.tell?(.lost(error)) }
        }
    }

    /// Notes that the server at a place could be reached.
    func restored(_ place: String) {
        state.withLock { state in
            if state.missing.remove(place) != nil { state.tell?(.restored(place)) }
        }
    }
}
