import Foundation
import GedisBackends
import GedisKit

/// Another backend under namespaces of this run, for a store that is not empty.
final class PrefixedBackend: ConnectedBackend {
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
    func put(_ namespace: String, _ values: [String: Scalar], expiresIn lifetime: Duration) async throws {
        try await base.put(prefix + namespace, values, expiresIn: lifetime)
    }
    func get(_ namespace: String, _ keys: [String]) async throws -> [String: Scalar] {
        try await base.get(prefix + namespace, keys)
    }
    func delete(_ namespace: String, _ keys: [String]) async throws -> Int {
        try await base.delete(prefix + namespace, keys)
    }
    func keys(_ namespace: String, prefix: String, after: String?, limit: Int) async throws -> [String] {
        try await base.keys(self.prefix + namespace, prefix: prefix, after: after, limit: limit)
    }
    func increment(_ namespace: String, _ key: String, by amount: Int, expiresIn lifetime: Duration?) async throws
        -> Int
    {
        try await base.increment(prefix + namespace, key, by: amount, expiresIn: lifetime)
    }
    func compareAndSet(
        _ namespace: String, _ key: String, from old: Scalar?, to new: Scalar?, expiresIn lifetime: Duration?
    ) async throws -> Bool {
        try await base.compareAndSet(prefix + namespace, key, from: old, to: new, expiresIn: lifetime)
    }
    func expire(_ namespace: String, _ key: String, in lifetime: Duration?) async throws -> Bool {
        try await base.expire(prefix + namespace, key, in: lifetime)
    }
    func timeToLive(_ namespace: String, _ key: String) async throws -> Duration? {
        try await base.timeToLive(prefix + namespace, key)
    }
}
