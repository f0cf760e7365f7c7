import Foundation
import TestSupport
import Testing

/// `Examples/Testing`: a namespace with unit tests, as its author has them.
@Suite(.takesLongTurns, .timeLimit(.minutes(10))) struct TestingExampleTests {
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

    /// It needs nothing of gedis but what it names. The packages that gedis depends on are those that built this test:
    /// SwiftPM looks at all of them.
    @Test func itsTestsPass() async throws {
        try await withScratch { scratch in
            try await mirrorPackages(in: scratch)
            let outcome = try await scratch.run(
                "swift",
                [
                    "test", "--package-path", Self.example.path, "--scratch-path", scratch.path("build"),
                    "--cache-path", scratch.path("packages"), "--config-path", scratch.path("mirrors"),
                    // What nobody looks at is not made.
                    "--disable-sandbox", "-debug-info-format", "none",
                ], environment: ["TMPDIR": scratch.folder])
            #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
            #expect((outcome.output + outcome.errors).contains("Test run with 3 tests"))
            let built = try FileManager.default.subpathsOfDirectory(atPath: scratch.path("build"))
            #expect(built.contains { $0.hasSuffix("/GedisTesting.swiftmodule") })
            #expect(!built.contains { $0.hasSuffix("/GedisCore.swiftmodule") || $0.hasSuffix("/NIOCore.swiftmodule") })
        }
    }

    /// Has SwiftPM take the packages from where they were fetched to for gedis.
    private func mirrorPackages(in scratch: Scratch) async throws {
        struct Mirrors: Encodable {
            struct Mirror: Encodable { var mirror: String, original: String }

            var object: [Mirror] = []
            var version = 1
        }
        let repositories = Self.root.appending(path: ".build/repositories").path
        var mirrors = Mirrors()
        try scratch.makeFolder("mirrors")
        for name in try FileManager.default.contentsOfDirectory(atPath: repositories) {
            let git = try await scratch.run(
                "git", ["-C", "\(repositories)/\(name)", "config", "--get", "remote.origin.url"])
            var address = git.output.trimmingCharacters(in: .newlines)
            if address.hasSuffix(".git") { address.removeLast(4) }
            // A package is known by the last part of its address.
            let mirror = scratch.path("mirrors/\(URL(filePath: address).lastPathComponent)")
            try FileManager.default.createSymbolicLink(
                atPath: mirror, withDestinationPath: "\(repositories)/\(name)")
            mirrors.object += [address, address + ".git"].map { .init(mirror: mirror, original: $0) }
        }
        try JSONEncoder().encode(mirrors).write(to: URL(filePath: scratch.path("mirrors/mirrors.json")))
    }
}
