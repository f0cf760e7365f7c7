import Foundation
import GedisKit
import Testing

/// What else bears gedis' version bears the same.
@Suite struct VersionTests {
    @Test func theJavaScriptClientHasTheVersion() throws {
        struct Manifest: Decodable { var version: String }
        let manifest = try JSONDecoder().decode(
            Manifest.self, from: Data(contentsOf: Repository.root.appending(path: "clients/js/package.json")))
        #expect(manifest.version == GedisVersion.current)
    }

    @Test func theChangelogKnowsTheVersion() throws {
        let text = try String(contentsOf: Repository.root.appending(path: "CHANGELOG.md"), encoding: .utf8)
        #expect(text.contains(GedisVersion.current))
    }

    @Test func oneSourceHasTheVersion() throws {
        let files = try Repository.swiftFiles(below: "Sources").filter {
            try String(contentsOf: $0, encoding: .utf8).contains("\"\(GedisVersion.current)\"")
        }
        #expect(files.map(\.lastPathComponent) == ["GedisVersion.swift"])
    }
}
