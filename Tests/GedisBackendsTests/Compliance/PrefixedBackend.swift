import Foundation
import GedisBackends
import GedisKit

/// Another backend under namespaces of this run, for a store that is not empty.
struct PrefixedBackend: ConnectedBackend {
    let base: any ConnectedBackend
    private let prefix = "gedis-test/\(UUID())/"

    init(base: any ConnectedBackend) { self.base = base }

    var address: String { base.address }
    func connect() async throws(BackendError) { try await base.connect() }
    func check() async throws -> String { try await base.check() }
    func close() async { await base.close() }

    func put(_ namespace: String, _ values: [String: Scalar]) async throws {
        try await base.put(prefix + namespace, values)
    }
    func get(_ namespace: String, _ key: String) async throws -> Scalar? {
        try await base.get(prefix + namespace, key)
    }
    func get(_ namespace: String) async throws -> [String: Scalar] { try await base.get(prefix + namespace) }
    func delete(_ namespace: String, _ key: String) async throws -> Bool {
        try await base.delete(prefix + namespace, key)
    }
    func keys(_ namespace: String, after: String?, limit: Int) async throws -> [String] {
        try await base.keys(prefix + namespace, after: after, limit: limit)
    }
    func changes(_ namespace: String) async throws -> Changes { try await base.changes(prefix + namespace) }
}
