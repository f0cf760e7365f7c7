import GedisKit
import Testing

@testable import GedisBackends

/// Waits until the condition holds.
func until(_ condition: () -> Bool) async throws {
    while !condition() { try await Task.sleep(for: .milliseconds(5)) }
}

/// Calls the body until it does not fail because the store is unreachable.
func untilItWorks<R>(_ body: () async throws -> R) async throws -> R {
    while true {
        do {
            return try await body()
        } catch let error as BackendError where error.reason == .unreachable {
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}

extension ScriptedGunServer {
    /// What the server holds under a key.
    func entry(_ soul: String, _ key: String) -> Scalar? {
        state.nodes[ExactText(soul)]?.entries[ExactText(key)]?.value.scalar
    }
}
