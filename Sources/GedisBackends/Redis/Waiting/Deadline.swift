/// Calls `body`, and cancels it when it has not ended at the deadline.
///
/// - Parameters:
///   - deadline: when it is cancelled
///   - body: what to do; what it throws when it is cancelled is thrown
/// - Returns: what it returns.
/// - Throws: what it throws, or `CancellationError` when the task is cancelled.
func withDeadline<R: Sendable>(
    _ deadline: ContinuousClock.Instant, _ body: @escaping @Sendable () async throws -> R
) async throws -> R {
    do {
        return try await withThrowingTaskGroup(of: R?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try? await Task.sleep(until: deadline, clock: .continuous)
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
                group.cancelAll()
            }
            throw CancellationError()
        }
    } catch {
        try Task.checkCancellation()
        throw error
    }
}
