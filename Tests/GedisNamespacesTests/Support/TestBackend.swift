import GedisKit
import Synchronization

/// A backend that holds its data in memory.
final class TestBackend: Backend {
    private let nodes = Mutex<[String: [String: Scalar]]>([:])

    func put(_ namespace: String, _ values: [String: Scalar]) async throws {
        await Task.yield()
        nodes.withLock { $0[namespace, default: [:]].merge(values) { $1 } }
    }

    func get(_ namespace: String, _ key: String) async throws -> Scalar? {
        await Task.yield()
        return nodes.withLock { $0[namespace]?[key] }
    }

    func get(_ namespace: String) async throws -> [String: Scalar] { nodes.withLock { $0[namespace] ?? [:] } }

    func delete(_ namespace: String, _ key: String) async throws -> Bool {
        nodes.withLock { $0[namespace]?.removeValue(forKey: key) != nil }
    }

    func keys(_ namespace: String, after: String?, limit: Int) async throws -> [String] {
        nodes.withLock { nodes in
            Array((nodes[namespace] ?? [:]).keys.sorted().drop { $0 <= (after ?? "") }.prefix(limit))
        }
    }

    func compareAndSet(
        _ namespace: String, _ key: String, from old: Scalar?, to new: Scalar?, expiresIn lifetime: Duration?
    ) async throws -> Bool {
        nodes.withLock { nodes in
            guard nodes[namespace]?[key] == old else { return false }
            nodes[namespace, default: [:]][key] = new
            return true
        }
    }
}
