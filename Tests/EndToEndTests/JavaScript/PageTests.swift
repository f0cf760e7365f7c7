import Foundation
import TestSupport
import Testing

/// The page that a server shows, and the JavaScript client over a WebSocket, in Chromium. Each file of tests has the time of one.
@Suite(.takesLongTurns, .timeLimit(.minutes(5))) struct PageTests {
    @Test func theClientPassesItsTests() async throws { try await pass("client") }

    @Test func thePagePassesItsTests() async throws { try await pass("page") }

    @Test func itsFormsPassTheirTests() async throws { try await pass("page-forms") }

    @Test func itsViewsForOperatorsPassTheirTests() async throws { try await pass("page-operators") }

    @Test func itsGraphPassesItsTests() async throws { try await pass("page-graph") }

    @Test func noFileOfTestsIsLeftOut() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Tool.source("web/test"))
        #expect(
            files.filter { $0.hasSuffix(".test.mjs") }.sorted() == [
                "client.test.mjs", "page-forms.test.mjs", "page-graph.test.mjs", "page-operators.test.mjs",
                "page.test.mjs",
            ])
    }

    private func pass(_ name: String) async throws {
        try await withScratch { try await $0.passesNodeTests("web/test", only: "\(name).test.mjs") }
    }
}
