import GedisKit

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
