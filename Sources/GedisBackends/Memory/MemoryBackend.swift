import GedisGUN
package import GedisKit
import Synchronization

/// A store in this process' memory, for tests and trials.
///
/// Durability: none, values are gone when the process ends. Atomicity: a put of several keys is seen whole or not at
/// all. Order: calls take effect one after the other, and changes are reported in that order; that a key has expired, soon
/// after it has. No call suspends.
package final class MemoryBackend: ConnectedBackend {
    let nodes = Mutex(MemoryNodes())
    let observer = GraphObserver()
    private let feed = ChangeFeed()
    private let timer = ExpiryTimer()

    /// Makes an empty store.
    ///
    /// - Parameter holdsGraph: whether it is a graph of GUN too
    package init(holdsGraph: Bool = false) {
        if holdsGraph { nodes.withLock { $0.states = MemoryStates() } }
    }

    package var address: String { "memory" }

    package func connect() async throws(BackendError) {}

    package func check() async throws -> String {
        let counts = nodes.withLock(\.counts)
        return "holds \(counts.keys) keys in \(counts.nodes) namespaces"
    }

    package func close() async {
        timer.close()
        feed.close()
    }

    nonisolated(nonsending) package func changes(_ namespace: String) async throws -> Changes {
        feed.listen(to: namespace)
    }
}

// MARK: - Reading

extension MemoryBackend {
    package func valueAtOnce(_ namespace: String, _ key: String) -> Scalar?? {
        .some(nodes.withLock { $0.value(namespace, key) })
    }

    nonisolated(nonsending) package func get(_ namespace: String, _ key: String) async throws -> Scalar? {
        nodes.withLock { $0.value(namespace, key) }
    }

    nonisolated(nonsending) package func get(_ namespace: String) async throws -> [String: Scalar] {
        let node = nodes.withLock { $0.values(namespace) }
        return Dictionary(node.map { ($0.text, $1) }, uniquingKeysWith: { first, _ in first })
    }

    nonisolated(nonsending) package func get(_ namespace: String, _ keys: [String]) async throws -> [String: Scalar] {
        nodes.withLock { nodes in
            var values: [String: Scalar] = [:]
            for key in keys { values[key] = nodes.value(namespace, key) }
            return values
        }
    }

    nonisolated(nonsending) package func keys(
        _ namespace: String, after: String?, limit: Int
    ) async throws -> [String] {
        try await keys(namespace, prefix: "", after: after, limit: limit)
    }

    nonisolated(nonsending) package func keys(
        _ namespace: String, prefix: String, after: String?, limit: Int
    ) async throws -> [String] {
        let node = nodes.withLock { $0.values(namespace) }
        return node.keys.page(prefix: prefix, after: after, limit: limit)
    }

    nonisolated(nonsending) package func timeToLive(_ namespace: String, _ key: String) async throws -> Duration? {
        nodes.withLock { $0.end(namespace, key) }.map { max(.zero, ContinuousClock.now.duration(to: $0)) }
    }
}

// MARK: - Writing

extension MemoryBackend {
    package var putsAtOnce: Bool { true }

    package func putAtOnce(_ namespace: String, _ key: String, _ value: Scalar) {
        nodes.withLock { nodes in
            nodes.put(namespace, key, value, until: nil)
            report([Change(key, value)], of: namespace, &nodes)
        }
    }

    nonisolated(nonsending) package func put(_ namespace: String, _ values: [String: Scalar]) async throws {
        put(namespace, values, for: nil)
    }

    nonisolated(nonsending) package func put(
        _ namespace: String, _ values: [String: Scalar], expiresIn lifetime: Duration
    ) async throws {
        put(namespace, values, for: try Lifetime(lifetime))
    }

    nonisolated(nonsending) package func delete(_ namespace: String, _ key: String) async throws -> Bool {
        try await delete(namespace, [key]) > 0
    }

    nonisolated(nonsending) package func delete(_ namespace: String, _ keys: [String]) async throws -> Int {
        nodes.withLock { nodes in
            let deleted = keys.filter { nodes.delete(namespace, $0) }
            report(deleted.map { Change($0, nil) }, of: namespace, &nodes)
            return deleted.count
        }
    }

    nonisolated(nonsending) package func increment(
        _ namespace: String, _ key: String, by amount: Int, expiresIn lifetime: Duration?
    ) async throws -> Int {
        let lifetime = try Lifetime.of(lifetime)
        return try nodes.withLock { nodes in
            let old = nodes.value(namespace, key)
            let sum: Int
            do throws(Counter.Refusal) {
                sum = try Counter.sum(old, amount)
            } catch {
                throw BackendError(error.message(namespace, key), reason: .refused)
            }
            let end = old == nil ? begin(lifetime) : nodes.end(namespace, key)
            nodes.put(namespace, key, .integer(sum), until: end)
            report([Change(key, .integer(sum))], of: namespace, &nodes)
            return sum
        }
    }

    nonisolated(nonsending) package func compareAndSet(
        _ namespace: String, _ key: String, from old: Scalar?, to new: Scalar?, expiresIn lifetime: Duration?
    ) async throws -> Bool {
        let lifetime = try Lifetime.of(lifetime)
        return nodes.withLock { nodes in
            guard nodes.value(namespace, key) == old else { return false }
            if let new {
                nodes.put(namespace, key, new, until: begin(lifetime))
            } else if !nodes.delete(namespace, key) {
                return true
            }
            report([Change(key, new)], of: namespace, &nodes)
            return true
        }
    }

    nonisolated(nonsending) package func expire(
        _ namespace: String, _ key: String, in lifetime: Duration?
    ) async throws -> Bool {
        let lifetime = try Lifetime.of(lifetime)
        return nodes.withLock { nodes in
            guard let value = nodes.value(namespace, key) else { return false }
            nodes.put(namespace, key, value, until: begin(lifetime))
            return true
        }
    }

    private func put(_ namespace: String, _ values: [String: Scalar], for lifetime: Lifetime?) {
        nodes.withLock { nodes in
            let end = begin(lifetime)
            for (key, value) in values { nodes.put(namespace, key, value, until: end) }
            report(values.map { Change($0.key, $0.value) }, of: namespace, &nodes)
        }
    }

    /// Notifies those who listen. Under the lock, so that changes are reported in the order in which they were made.
    private func report(_ changes: @autoclosure () -> [Change], of namespace: String, _ nodes: inout MemoryNodes) {
        guard nodes.states != nil else { return feed.send(changes(), of: namespace) }
        let changes = changes()
        feed.send(changes, of: namespace)
        note(changes, of: namespace, &nodes)
    }

    /// Notifies those who listen of what the graph has taken.
    func report(_ node: GunNode) { feed.send(node.changes, of: node.soul) }

    /// When a value expires whose life begins now; it is removed then.
    private func begin(_ lifetime: Lifetime?) -> ContinuousClock.Instant? {
        guard let lifetime else { return nil }
        timer.schedule("", in: lifetime.duration) { [weak self] in self?.sweep() }
        return .now + lifetime.duration
    }

    private func sweep() -> Duration? {
        nodes.withLock { nodes in
            let (gone, next) = nodes.sweep()
            for (node, keys) in gone { report(keys.map { Change($0.text, nil) }, of: node.text, &nodes) }
            return next.map { ContinuousClock.now.duration(to: $0) }
        }
    }
}
