import GedisKit

@testable import GedisCore

/// A backend that has a store to be asked directly, and nothing besides.
final class StoreBackend: DirectBackend {
    let store: any DirectStore

    init(_ store: any DirectStore) { self.store = store }

    nonisolated(nonsending) func put(_ namespace: String, _ values: [String: Scalar]) async throws {}
    nonisolated(nonsending) func get(_ namespace: String, _ key: String) async throws -> Scalar? { nil }
    nonisolated(nonsending) func get(_ namespace: String) async throws -> [String: Scalar] { [:] }
    nonisolated(nonsending) func delete(_ namespace: String, _ key: String) async throws -> Bool { false }
    nonisolated(nonsending) func keys(_ namespace: String, after: String?, limit: Int) async throws -> [String] { [] }
}
