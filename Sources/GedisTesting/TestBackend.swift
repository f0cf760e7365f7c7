public import GedisKit
import Synchronization

/// A store in memory for one test, in which values expire by the test's clock. No call suspends.
///
/// It does not tell of changes.
public final class TestBackend: Backend {
    private struct Entry {
        var value: Scalar
        var end: ManualClock.Instant?
    }

    private typealias Node = [String: Entry]

    private let clock: ManualClock
    private let nodes = Mutex<[String: Node]>([:])

    /// An empty store.
    public init(clock: ManualClock = ManualClock()) { self.clock = clock }

    /// Stores values for good.
    public func put(_ namespace: String, _ values: [String: Scalar]) async throws {
        change(namespace) { node in for (key, value) in values { node[key] = Entry(value: value) } }
    }

    /// Stores values for a time.
    public func put(_ namespace: String, _ values: [String: Scalar], expiresIn lifetime: Duration) async throws {
        let end = try end(of: lifetime)
        change(namespace) { node in for (key, value) in values { node[key] = Entry(value: value, end: end) } }
    }

    /// The value of a key; nil where there is none.
    public func get(_ namespace: String, _ key: String) async throws -> Scalar? { change(namespace) { $0[key]?.value } }

    /// All values of a node.
    public func get(_ namespace: String) async throws -> [String: Scalar] {
        change(namespace) { $0.mapValues(\.value) }
    }

    /// Deletes a key.
    public func delete(_ namespace: String, _ key: String) async throws -> Bool {
        change(namespace) { $0.removeValue(forKey: key) != nil }
    }

    /// The keys of a node behind one, in order.
    public func keys(_ namespace: String, after: String?, limit: Int) async throws -> [String] {
        let keys = change(namespace) { Array($0.keys) }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        guard let after else { return Array(keys.prefix(limit)) }
        return Array(keys.drop { !after.utf8.lexicographicallyPrecedes($0.utf8) }.prefix(limit))
    }

    /// Adds to a number.
    public func increment(
        _ namespace: String, _ key: String, by amount: Int, expiresIn lifetime: Duration?
    ) async throws -> Int {
        let end = try end(of: lifetime)
        return try change(namespace) { node in
            let old = node[key]
            guard let sum = Self.sum(old?.value, amount) else {
                throw BackendError(
                    "\(namespace) \(key) is no whole number that \(amount) can be added to", reason: .refused)
            }
            node[key] = Entry(value: .integer(sum), end: old == nil ? end : old?.end)
            return sum
        }
    }

    /// Replaces a value by another, where it is what is expected.
    public func compareAndSet(
        _ namespace: String, _ key: String, from old: Scalar?, to new: Scalar?, expiresIn lifetime: Duration?
    ) async throws -> Bool {
        let end = try end(of: lifetime)
        return change(namespace) { node in
            guard node[key]?.value == old else { return false }
            node[key] = new.map { Entry(value: $0, end: end) }
            return true
        }
    }

    /// Gives a value a time after which it is gone, or none.
    public func expire(_ namespace: String, _ key: String, in lifetime: Duration?) async throws -> Bool {
        let end = try end(of: lifetime)
        return change(namespace) { node in
            guard node[key] != nil else { return false }
            node[key]?.end = end
            return true
        }
    }

    /// How long a value stays; nil where it is there for good, or not at all.
    public func timeToLive(_ namespace: String, _ key: String) async throws -> Duration? {
        change(namespace) { $0[key]?.end }.map { clock.now.duration(to: $0) }
    }

    private func end(of lifetime: Duration?) throws(BackendError) -> ManualClock.Instant? {
        guard let lifetime else { return nil }
        guard lifetime > .zero else { throw BackendError("a lifetime is more than 0", reason: .refused) }
        return clock.now.advanced(by: lifetime)
    }

    private static func sum(_ old: Scalar?, _ amount: Int) -> Int? {
        let number: Int
        switch old {
        case nil: number = 0
        case .integer(let value): number = value
        case .string(let text):
            guard let value = Int(text), "\(value)" == text else { return nil }
            number = value
        default: return nil
        }
        let (sum, overflows) = number.addingReportingOverflow(amount)
        return overflows ? nil : sum
    }

    /// Reads or changes a node, from which what has expired is gone.
    private func change<R: Sendable>(_ namespace: String, _ body: (inout Node) throws -> R) rethrows -> R {
        let now = clock.now
        return try nodes.withLock { nodes in
            var node = (nodes[namespace] ?? [:]).filter { $0.value.end.map { $0 > now } ?? true }
            defer { nodes[namespace] = node }
            return try body(&node)
        }
    }
}
