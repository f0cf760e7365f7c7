import Foundation
import TestSupport
import Testing

extension Scratch {
    /// Runs the tests in a folder of this repository that are Node's, or those of one file there, against the built tool, and
    /// requires that they pass.
    func passesNodeTests(
        _ folder: String, only file: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let tests = try FileManager.default.contentsOfDirectory(atPath: Tool.source(folder))
            .filter { $0.hasSuffix(".test.mjs") && file ?? $0 == $0 }.sorted()
        try #require(!tests.isEmpty, sourceLocation: sourceLocation)
        let outcome = try await run(
            "node", ["--test", "--test-reporter=spec"] + tests.map { Tool.source("\(folder)/\($0)") },
            environment: ["GEDIS_TEST_TOOL": Tool.path])
        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)", sourceLocation: sourceLocation)
    }
}

extension Tool {
    /// A file or folder of this repository.
    static func source(_ path: String) -> String {
        let support = URL(filePath: #filePath).deletingLastPathComponent()
        return support.appending(path: "../../../\(path)").standardizedFileURL.path
    }
}
