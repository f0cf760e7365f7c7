import GedisGUN
import GedisKit

/// The values of a store in memory, by node and key, each with the time at which it expires where it does.
struct MemoryNodes {
    typealias Instant = ContinuousClock.Instant

    private struct Entry {
        var value: Scalar
        /// When it expires, counted from `origin`: an instant's size is known only at run time, which each copy would ask for.
        var end: Duration?

        var isAlive: Bool { end.map { $0 > MemoryNodes.origin.duration(to: .now) } ?? true }
        var instant: Instant? { end.map { MemoryNodes.origin + $0 } }
    }

    /// The values of a node.
    private final class Node {
        let name: String
        // The store's lock is held wherever it is used.
        @exclusivity(unchecked) var entries: [ExactText: Entry] = [:]

        init(_ name: String) { self.name = name }
    }

    private static let origin = Instant.now

    private var nodes: [ExactText: Node] = [:]
    /// The node that was read or written last, which is often the next one's too.
    private var latest: Node?
    /// The states of values; nil for a store that holds no graph.
    var states: MemoryStates?
    /// The keys that expire.
    private var expiring: [ExactText: Set<ExactText>] = [:]

    /// How many nodes and keys there are, with those that have expired but were not removed yet.
    var counts: (nodes: Int, keys: Int) { (nodes.count, nodes.values.reduce(0) { $0 + $1.entries.count }) }

    /// The value of a key.
    mutating func value(_ namespace: String, _ key: String) -> Scalar? {
        guard let entry = node(namespace)?.entries[ExactText(key)], entry.isAlive else { return nil }
        return entry.value
    }

    /// When a key expires; nil for never, and where there is no value.
    mutating func end(_ namespace: String, _ key: String) -> Instant? {
        guard let entry = node(namespace)?.entries[ExactText(key)], entry.isAlive else { return nil }
        return entry.instant
    }

    /// All values of a node.
    mutating func values(_ namespace: String) -> [ExactText: Scalar] {
        (node(namespace)?.entries ?? [:]).filter(\.value.isAlive).mapValues(\.value)
    }

    /// Stores a value that expires then, or never.
    mutating func put(_ namespace: String, _ key: String, _ value: Scalar, until end: Instant?) {
        let node = node(namespace) ?? add(namespace)
        let key = ExactText(key)
        let entry = Entry(value: value, end: end.map { Self.origin.duration(to: $0) })
        let old = node.entries.updateValue(entry, forKey: key)
        if end != nil {
            expiring[ExactText(namespace), default: []].insert(key)
        } else if old?.end != nil {
            forget(ExactText(namespace), key)
        }
    }

    /// Removes a key; one that has expired is left to `sweep`.
    ///
    /// - Returns: whether it had a value.
    mutating func delete(_ namespace: String, _ key: String) -> Bool {
        guard value(namespace, key) != nil else { return false }
        remove(ExactText(namespace), ExactText(key))
        return true
    }

    /// Removes the keys that have expired.
    ///
    /// - Returns: what was removed, by node, and when the next key expires.
    mutating func sweep() -> (gone: [ExactText: [ExactText]], next: Instant?) {
        var gone: [ExactText: [ExactText]] = [:]
        var next: Instant?
        for (name, keys) in expiring {
            for key in keys {
                guard let entry = nodes[name]?.entries[key], let end = entry.instant else { continue }
                if entry.isAlive { next = min(next ?? end, end) } else { gone[name, default: []].append(key) }
            }
        }
        for (name, keys) in gone {
            for key in keys { remove(name, key) }
        }
        return (gone, next)
    }

    private mutating func node(_ namespace: String) -> Node? {
        if let latest, ExactText(latest.name) == ExactText(namespace) { return latest }
        guard let node = nodes[ExactText(namespace)] else { return nil }
        latest = node
        return node
    }

    private mutating func add(_ namespace: String) -> Node {
        let node = Node(namespace)
        nodes[ExactText(namespace)] = node
        latest = node
        return node
    }

    private mutating func remove(_ name: ExactText, _ key: ExactText) {
        guard let node = nodes[name] else { return }
        let entry = node.entries.removeValue(forKey: key)
        if node.entries.isEmpty {
            nodes[name] = nil
            latest = nil
        }
        if entry?.end != nil { forget(name, key) }
    }

    private mutating func forget(_ node: ExactText, _ key: ExactText) {
        expiring[node]?.remove(key)
        if expiring[node]?.isEmpty == true { expiring[node] = nil }
    }
}
