import Foundation
import TestSupport
import Testing

@testable import GedisNamespaces

/// Which target of a Swift package has the namespace.
@Suite struct PackageTargetTests {
    @Test func theTargetThatIsNamedAsTheNamespaceOrThePackageHasIt() throws {
        let files = ["Sources/Core/Core.swift": "import GedisKit", "Sources/My-Words/Words.swift": ""]
        let targets: KeyValuePairs = ["Core": "regular", "My-Words": "executable"]
        #expect(try folder("mywords", package: "x", files, targets) == "Sources/My-Words")
        #expect(try folder("other", package: "core", files, targets) == "Sources/Core")
    }

    @Test func orTheOnlyOneThatImportsGedisKit() throws {
        let files = ["Sources/A/A.swift": "import GedisKit", "Sources/B/B.swift": "// import GedisKit"]
        #expect(try folder("words", package: "words", files, ["A": "regular", "B": "regular"]) == "Sources/A")
    }

    @Test func orTheOnlyOne() throws {
        let files = ["Sources/Words.swift": "", "Tests/ATests/ATests.swift": "import GedisKit"]
        #expect(try folder("a", package: "b", files, ["C": "regular", "ATests": "test"]) == "Sources")
    }

    @Test func severalOrNoneAreRefused() throws {
        let files = ["Sources/A/A.swift": "", "Sources/B/B.swift": ""]
        let several = #expect(throws: NamespaceError.self) {
            try folder("words", package: "words", files, ["A": "regular", "B": "regular"])
        }
        #expect(several?.message.contains("several targets could be the namespace (A, B)") == true)
        let none = #expect(throws: NamespaceError.self) {
            try folder("words", package: "words", files, ["ATests": "test"])
        }
        #expect(none?.message.contains("there is no target with Swift files") == true)
    }

    /// The folder of the target that is found.
    private func folder(
        _ name: String, package: String, _ files: [String: String], _ targets: KeyValuePairs<String, String>
    ) throws -> String? {
        let root = NSTemporaryDirectory() + "/package-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        for (file, text) in files.merging(["Package.swift": ""], uniquingKeysWith: { $1 }) {
            let path = URL(filePath: "\(root)/\(file)")
            try FileManager.default.createDirectory(
                at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: path)
        }
        let list = targets.map { #"{"name": "\#($0)", "type": "\#($1)"}"# }.joined(separator: ", ")
        let json = #"{"name": "\#(package)", "targets": [\#(list)]}"#
        return try JSONDecoder().decode(PackageTargets.self, from: Data(json.utf8))
            .namespace(of: NamespaceSource(path: root, name: name)).folder
    }
}
