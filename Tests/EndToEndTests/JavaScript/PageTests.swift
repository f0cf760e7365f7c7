import TestSupport
import Testing

/// The page that a server shows, and the JavaScript client over a WebSocket, in Chromium.
@Suite(.takesLongTurns, .timeLimit(.minutes(5))) struct PageTests {
    @Test func passesItsTestsInChromium() async throws {
        try await withScratch { try await $0.passesNodeTests("web/test") }
    }
}
