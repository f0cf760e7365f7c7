package import GedisKit
import Synchronization

/// Whether the servers of a store can be reached, and who is notified when that changes.
package final class Availability: Sendable {
    /// What has changed.
    package enum Change: Sendable, Equatable {
        /// A server cannot be reached any more.
        case lost(BackendError)
        /// The server at this place can be reached again.
        case restored(String)
    }

    private struct State {
        /// The places whose servers the store has; nil for any.
        var places: Set<String>?
        var missing: Set<String> = []
        var notify: (@Sendable (Change) -> Void)?
    }

    private let state: Mutex<State>

    /// Watches the servers of a store.
    ///
    /// - Parameter places: where they are; nil where none but the store's are noted
    init(places: Set<String>? = nil) { state = Mutex(State(places: places)) }

    /// Calls `notify` with each change from now on, one after the other.
    package func observe(_ notify: @escaping @Sendable (Change) -> Void) { state.withLock { $0.notify = notify } }

    /// Calls nobody any more, because the store is closed.
    func close() { state.withLock { $0.notify = nil } }

    /// Notes that the server at a place could not be reached.
    func lost(_ place: String, _ error: BackendError) {
        state.withLock { state in
            guard state.places?.contains(place) ?? true else { return }
            // Under the lock, so that a loss and the return after it are reported in this order.
            if state.missing.insert(place).inserted { state.notify?(.lost(error)) }
        }
    }

    /// Notes that the server at a place could be reached.
    func restored(_ place: String) {
        state.withLock { state in
            if state.missing.remove(place) != nil { state.notify?(.restored(place)) }
        }
    }

    /// Notes which servers the store has from now on. What a server that is none of them any more cannot do is no loss: that
    /// it is made up for is reported, once the one that does its work can be reached as far as is known.
    ///
    /// - Parameters:
    ///   - places: where they are
    ///   - successor: where the server is that does the work of one at another place; nil where it has none
    func have(_ places: Set<String>, successor: (String) -> String?) {
        state.withLock { state in
            state.places = places
            for place in state.missing.subtracting(places).sorted() {
                state.missing.remove(place)
                let successor = successor(place) ?? place
                if !state.missing.contains(successor) { state.notify?(.restored(successor)) }
            }
        }
    }
}
