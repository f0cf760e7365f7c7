package import Testing

/// Waits until a condition holds, for a minute at most where nothing else is said.
///
/// - Parameters:
///   - what: the condition in words, for the failure
///   - limit: how long it waits at most
///   - sourceLocation: where the failure is
///   - condition: what shall hold
/// - Throws: what `condition` throws; a failure when the limit is over.
package func eventually(
    _ what: String = "it holds", within limit: Duration = .seconds(60),
    sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        try #require(ContinuousClock.now < deadline, "not within \(limit): \(what)", sourceLocation: sourceLocation)
        try await Task.sleep(for: .milliseconds(2))
    }
}
