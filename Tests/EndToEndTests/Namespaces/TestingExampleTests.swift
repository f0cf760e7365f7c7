import Foundation
import TestSupport
import Testing

/// `Examples/Testing`: a namespace with unit tests, as its author has them.
@Suite(.takesTurns, .timeLimit(.minutes(10))) struct TestingExampleTests {
    private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardized
    private static let example = root.appending(path: "Examples/Testing")

    @Test func itsGlueIsWhatItsSourceGenerates() async throws {
        try await withScratch { scratch in
            let source = Self.example.appending(path: "Sources/Stock/Stock.swift").path
            let glue = try await scratch.gedis("namespace", "glue", source)
            let kept = try String(
                contentsOf: Self.example.appending(path: "Sources/Stock/Stock+Glue.swift"), encoding: .utf8)
            #expect(glue.output == kept, "gedis namespace glue Stock.swift > Stock+Glue.swift")
        }
    }

    /// It needs nothing from the network, and little of gedis.
    @Test func itsTestsPass() async throws {
        try await withScratch { scratch in
            let outcome = try await scratch.run(
                "swift",
                [
                    "test", "--package-path", Self.example.path, "--scratch-path", scratch.path("build"),
                    "--cache-path", scratch.path("packages"), "--disable-sandbox",
                ])
            #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
            #expect((outcome.output + outcome.errors).contains("3 tests"))
            let built = try FileManager.default.subpathsOfDirectory(atPath: scratch.path("build"))
            #expect(built.contains { $0.hasSuffix("/GedisTesting.swiftmodule") })
            #expect(!built.contains { $0.hasSuffix("/GedisCore.swiftmodule") || $0.hasSuffix("/NIOCore.swiftmodule") })
            #expect(
                (try? FileManager.default.contentsOfDirectory(atPath: scratch.path("build/repositories")))?.isEmpty
                    != false)
        }
    }
}
