package import GedisKit
import Synchronization

/// A store in this process' memory, for tests and trials.
///
/// Durability: none, values are gone when the process ends. Atomicity: a put of several keys is seen whole or not at
/// all. Order: calls take effect one after the other, and changes are told in that order. No call suspends.
package final class MemoryBackend: ConnectedBackend {
    private let nodes = Mutex<[ExactText: [ExactText: Scalar]]>([:])
    private let feed = ChangeFeed()

    /// Makes an empty store.
    package init() {}

    package var address: String { "memory" }

    package func connect() async throws(BackendError) {}

    package func check() async throws -> String {
        let counts = nodes.withLock { (nodes: $0.count, keys: $0.values.reduce(0) { $0 + $1.count }) }
        return "holds \(counts.keys) keys in \(counts.nodes) namespaces"
    }

    package func close() async { feed.close() }

    nonisolated(nonsending) package func put(_ namespace: String, _ values: [String: Scalar]) async throws {
        nodes.withLock { nodes in
            for (key, value) in values { nodes[ExactText(namespace), default: [:]][ExactText(key)] = value }
            // Under the lock, so that changes are told in the order in which they were made.
            feed.send(values.map { Change($0.key, $0.value) }, of: namespace)
        }
    }

    nonisolated(nonsending) package func get(_ namespace: String, _ key: String) async throws -> Scalar? {
        nodes.withLock { $0[ExactText(namespace)]?[ExactText(key)] }
    }

    nonisolated(nonsending) package func get(_ namespace: String) async throws -> [String: Scalar] {
        let node = nodes.withLock { $0[ExactText(namespace)] ?? [:] }
        return Dictionary(node.map { ($0.text, $1) }, uniquingKeysWith: { first, _ in first })
    }

    nonisolated(nonsending) package func delete(_ namespace: String, _ key: String) async throws -> Bool {
        nodes.withLock { nodes in
            let node = ExactText(namespace)
            guard nodes[node]?.removeValue(forKey: ExactText(key)) != nil else { return false }
            if nodes[node]?.isEmpty == true { nodes[node] = nil }
            feed.send([Change(key, nil)], of: namespace)
            return true
        }
    }

    nonisolated(nonsending) package func keys(
        _ namespace: String, after: String?, limit: Int
    ) async throws -> [String] {
        let node = nodes.withLock { $0[ExactText(namespace)] ?? [:] }
        return node.keys.page(after: after, limit: limit)
    }

    nonisolated(nonsending) package func changes(_ namespace: String) async throws -> Changes {
        feed.listen(to: namespace)
    }
}
