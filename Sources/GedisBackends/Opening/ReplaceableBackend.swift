import GedisGUN
package import GedisKit
import Synchronization

/// A backend that another one can take the place of while it is used: calls that run end with the old one, which is closed
/// then; the next ones go to the new.
package final class ReplaceableBackend: DirectBackend {
    /// A backend and how many calls of it run.
    private final class Place: Sendable {
        private struct State {
            var calls = 0
            var isReplaced = false
        }

        let backend: any ConnectedBackend
        private let state = Mutex(State())

        init(_ backend: any ConnectedBackend) { self.backend = backend }

        /// Counts a call in; false where the backend has been replaced.
        func begin() -> Bool {
            state.withLock { state in
                guard !state.isReplaced else { return false }
                state.calls += 1
                return true
            }
        }

        func end() {
            let isOver = state.withLock { state in
                state.calls -= 1
                return state.isReplaced && state.calls == 0
            }
            if isOver { close() }
        }

        /// Closes the backend once no call of it runs.
        func retire() {
            let isOver = state.withLock { state in
                state.isReplaced = true
                return state.calls == 0
            }
            if isOver { close() }
        }

        private func close() { Task { await backend.close() } }
    }

    private struct State {
        var place: Place
        var listeners: [Int: Changes.Source] = [:]
        var count = 0
        /// Who is notified of what the graph takes.
        var observer: (@Sendable (GraphChange) -> Void)?
        var gapObserver: (@Sendable () -> Void)?
    }

    private let state: Mutex<State>

    /// Begins with a backend.
    package init(_ backend: any ConnectedBackend) { state = Mutex(State(place: Place(backend))) }

    /// The backend that calls go to.
    package var current: any ConnectedBackend { state.withLock { $0.place.backend } }

    package var store: any DirectStore { state.withLock { $0.place.backend } }

    /// Sends calls to another backend from here on. Subscribers to changes get an error that says that they missed some.
    package func replace(with backend: any ConnectedBackend) {
        let place = Place(backend)
        let (old, listeners, observer, gapObserver) = state.withLock { state in
            defer {
                state.place = place
                state.listeners = [:]
            }
            return (state.place, state.listeners.values, state.observer, state.gapObserver)
        }
        (old.backend as? any GraphStore)?.observeGraph(nil)
        (old.backend as? any GraphStore)?.observeGaps(nil)
        (backend as? any GraphStore)?.observeGaps(gapObserver)
        (backend as? any GraphStore)?.observeGraph(observer)
        // What the other store holds was never reported.
        gapObserver?()
        let error = BackendError("the backend was replaced: listen anew", reason: .lagged)
        for listener in listeners { listener.finish(throwing: error) }
        old.retire()
    }

    /// Closes the backend.
    package func close() async { await current.close() }

    /// Notifies an observer of what the graph takes from here on, whichever backend holds it.
    func use(_ observer: (@Sendable (GraphChange) -> Void)?) {
        let place = state.withLock { state in
            state.observer = observer
            return state.place
        }
        (place.backend as? any GraphStore)?.observeGraph(observer)
    }

    /// Notifies an observer of gaps from here on.
    func use(gaps observer: (@Sendable () -> Void)?) {
        let place = state.withLock { state in
            state.gapObserver = observer
            return state.place
        }
        (place.backend as? any GraphStore)?.observeGaps(observer)
    }

    nonisolated(nonsending) func call<R>(
        _ body: nonisolated(nonsending) (any ConnectedBackend) async throws -> R
    ) async throws -> R {
        while true {
            let place = state.withLock { $0.place }
            guard place.begin() else { continue }
            defer { place.end() }
            return try await body(place.backend)
        }
    }

    nonisolated(nonsending) package func put(_ namespace: String, _ values: [String: Scalar]) async throws {
        try await call { try await $0.put(namespace, values) }
    }

    nonisolated(nonsending) package func get(_ namespace: String, _ key: String) async throws -> Scalar? {
        // Nobody waits, so that nothing is closed meanwhile that the call needs; a store that is closed has nothing at once.
        if let value = try current.valueAtOnce(namespace, key) { return value }
        return try await call { try await $0.get(namespace, key) }
    }

    nonisolated(nonsending) package func get(_ namespace: String) async throws -> [String: Scalar] {
        try await call { try await $0.get(namespace) }
    }

    nonisolated(nonsending) package func delete(_ namespace: String, _ key: String) async throws -> Bool {
        try await call { try await $0.delete(namespace, key) }
    }

    nonisolated(nonsending) package func keys(
        _ namespace: String, after: String?, limit: Int
    ) async throws -> [String] {
        try await call { try await $0.keys(namespace, after: after, limit: limit) }
    }

    nonisolated(nonsending) package func put(
        _ namespace: String, _ values: [String: Scalar], expiresIn lifetime: Duration
    ) async throws {
        try await call { try await $0.put(namespace, values, expiresIn: lifetime) }
    }

    nonisolated(nonsending) package func get(
        _ namespace: String, _ keys: [String]
    ) async throws -> [String: Scalar] {
        try await call { try await $0.get(namespace, keys) }
    }

    nonisolated(nonsending) package func delete(_ namespace: String, _ keys: [String]) async throws -> Int {
        try await call { try await $0.delete(namespace, keys) }
    }

    nonisolated(nonsending) package func keys(
        _ namespace: String, prefix: String, after: String?, limit: Int
    ) async throws -> [String] {
        try await call { try await $0.keys(namespace, prefix: prefix, after: after, limit: limit) }
    }

    nonisolated(nonsending) package func increment(
        _ namespace: String, _ key: String, by amount: Int, expiresIn lifetime: Duration?
    ) async throws -> Int {
        try await call { try await $0.increment(namespace, key, by: amount, expiresIn: lifetime) }
    }

    nonisolated(nonsending) package func compareAndSet(
        _ namespace: String, _ key: String, from old: Scalar?, to new: Scalar?, expiresIn lifetime: Duration?
    ) async throws -> Bool {
        try await call { try await $0.compareAndSet(namespace, key, from: old, to: new, expiresIn: lifetime) }
    }

    nonisolated(nonsending) package func expire(
        _ namespace: String, _ key: String, in lifetime: Duration?
    ) async throws -> Bool {
        try await call { try await $0.expire(namespace, key, in: lifetime) }
    }

    nonisolated(nonsending) package func timeToLive(_ namespace: String, _ key: String) async throws -> Duration? {
        try await call { try await $0.timeToLive(namespace, key) }
    }

    nonisolated(nonsending) package func changes(_ namespace: String) async throws -> Changes {
        let (changes, source) = Changes.make()
        let id = state.withLock { state in
            state.count += 1
            state.listeners[state.count] = source
            return state.count
        }
        let inner: Changes
        do {
            inner = try await call { try await $0.changes(namespace) }
        } catch {
            _ = state.withLock { $0.listeners.removeValue(forKey: id) }
            throw error
        }
        let forwarding = Task {
            do {
                for try await change in inner { source.send(change) }
                source.finish()
            } catch {
                source.finish(throwing: error as? BackendError ?? BackendError("\(error)"))
            }
        }
        source.onEnd { [weak self] in
            forwarding.cancel()
            _ = self?.state.withLock { $0.listeners.removeValue(forKey: id) }
        }
        return changes
    }
}
