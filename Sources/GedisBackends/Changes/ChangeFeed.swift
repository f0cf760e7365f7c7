import GedisGUN
import GedisKit
import Synchronization

/// Hands the changes of a store to those who listen to their node.
///
/// Changes come in the order in which they are sent; a store that sends from several threads orders its sends itself.
final class ChangeFeed: Sendable {
    private struct State {
        var sources: [ExactText: [Int: Changes.Source]] = [:]
        var count = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Starts to listen to a node; what is sent from here on reaches the listener.
    func listen(to namespace: String) -> Changes {
        let (changes, source) = Changes.make()
        let node = ExactText(namespace)
        let id: Int? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.count += 1
            state.sources[node, default: [:]][state.count] = source
            return state.count
        }
        guard let id else {
            source.finish()
            return changes
        }
        source.onEnd { [weak self] in self?.remove(id, from: node) }
        return changes
    }

    /// Whether anybody listens to a node.
    func hasListeners(to namespace: String) -> Bool {
        state.withLock { $0.sources[ExactText(namespace)] != nil }
    }

    /// Hands changes to all who listen to the node.
    func send(_ changes: @autoclosure () -> [Change], of namespace: String) {
        // Sources are called without the lock, because a source that ends calls `remove`.
        let sources = state.withLock { state in
            state.sources.isEmpty ? [] : state.sources[ExactText(namespace)].map { Array($0.values) } ?? []
        }
        guard !sources.isEmpty else { return }
        let changes = changes()
        for source in sources {
            for change in changes { source.send(change) }
        }
    }

    /// Ends all listening, now and later; what listens now, with an error where there is one.
    func close(throwing error: BackendError? = nil) {
        let sources = state.withLock { state in
            state.isClosed = true
            return state.sources.values.flatMap { $0.values }
        }
        for source in sources { source.finish(throwing: error) }
    }

    private func remove(_ id: Int, from node: ExactText) {
        state.withLock { state in
            state.sources[node]?[id] = nil
            if state.sources[node]?.isEmpty == true { state.sources[node] = nil }
        }
    }
}
