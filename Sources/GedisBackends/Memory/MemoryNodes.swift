import GedisGUN
import GedisKit

/// The values of a store in memory, by node and key, each with the time at which it expires where it does.
struct MemoryNodes {
    typealias Instant = ContinuousClock.Instant

    private struct Entry {
        var value: Scalar
        var end: Instant?

        var isAlive: Bool { end.map { $0 > .now } ?? true }
    }

    private var nodes: [ExactText: [ExactText: Entry]] = [:]
    /// The states of values; nil for a store that holds no graph.
    var states: MemoryStates?
    /// The keys that expire.
    private var expiring: [ExactText: Set<ExactText>] = [:]

    /// How many nodes and keys there are, with those that have expired but were not removed yet.
    var counts: (nodes: Int, keys: Int) { (nodes.count, nodes.values.reduce(0) { $0 + $1.count }) }

    /// The value of a key.
    func value(_ namespace: String, _ key: String) -> Scalar? {
        guard let entry = nodes[ExactText(namespace)]?[ExactText(key)], entry.isAlive else { return nil }
        return entry.value
    }

    /// When a key expires; nil for never, and where there is no value.
    func end(_ namespace: String, _ key: String) -> Instant? {
        guard let entry = nodes[ExactText(namespace)]?[ExactText(key)], entry.isAlive else { return nil }
        return entry.end
    }

    /// All values of a node.
    func values(_ namespace: String) -> [ExactText: Scalar] {
        (nodes[ExactText(namespace)] ?? [:]).filter(\.value.isAlive).mapValues(\.value)
    }

    /// Stores a value that expires then, or never.
    mutating func put(_ namespace: String, _ key: String, _ value: Scalar, until end: Instant?) {
        let (node, key) = (ExactText(namespace), ExactText(key))
        let old = nodes[node, default: [:]].updateValue(Entry(value: value, end: end), forKey: key)
        if end != nil { expiring[node, default: []].insert(key) } else if old?.end != nil { forget(node, key) }
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
        for (node, keys) in expiring {
            for key in keys {
                guard let entry = nodes[node]?[key], let end = entry.end else { continue }
                if entry.isAlive { next = min(next ?? end, end) } else { gone[node, default: []].append(key) }
            }
        }
        for (node, keys) in gone {
            for key in keys { remove(node, key) }
        }
        return (gone, next)
    }

    private mutating func remove(_ node: ExactText, _ key: ExactText) {
        let entry = nodes[node]?.removeValue(forKey: key)
        if nodes[node]?.isEmpty == true { nodes[node] = nil }
        if entry?.end != nil { forget(node, key) }
    }

    private mutating func forget(_ node: ExactText, _ key: ExactText) {
        expiring[node]?.remove(key)
        if expiring[node]?.isEmpty == true { expiring[node] = nil }
    }
}
