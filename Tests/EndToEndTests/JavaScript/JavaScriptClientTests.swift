import Foundation
import Testing

/// The JavaScript client's own tests, run by Node against the built tool.
@Suite(.timeLimit(.minutes(5))) struct JavaScriptClientTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "clients/js")

    @Test func `passes its tests over TCP, TLS and a Unix socket`() async throws {
        let tests = try FileManager.default.contentsOfDirectory(atPath: Self.folder.appending(path: "test").path)
            .filter { $0.hasSuffix(".test.mjs") }.sorted()
        #expect(!tests.isEmpty)
        try await withScratch { scratch in
            let outcome = try await scratch.run(
                "node", ["--test"] + tests.map { Self.folder.appending(path: "test/\($0)").path },
                environment: ["GEDIS_TEST_TOOL": Tool.path])
            #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        }
    }

    @Test func `has declarations that fit what programs write`() async throws {
        try await withScratch { scratch in
            let outcome = try await scratch.run("tsc", ["--project", Self.folder.path])
            #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        }
    }
}
