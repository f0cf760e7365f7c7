package import Testing

/// Waits until a condition holds, for a minute at most.
///
/// - Parameters:
///   - what: the condition in words, for the failure
///   - sourceLocation: where the failure is
///   - condition: what shall hold
/// - Throws: what `condition` throws; a failure when a minute is over.
package func eventually(
    _ what: String = "it holds", sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try await !condition() {
        try #require(ContinuousClock.now < deadline, "not within a minute: \(what)", sourceLocation: sourceLocation)
        try await Task.sleep(for: .milliseconds(2))
    }
}
