import Foundation
import Testing

/// How suites and tests are named, and which wait for their turn.
@Suite struct TestNamingTests {
    @Test func namesAreSwiftsOwnAndSaidOnce() throws {
        for file in try Repository.swiftFiles(below: "Tests") where !Self.isThis(file) {
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(
                text.firstMatch(of: /@Test[^\n]*\s+func `/) == nil,
                "\(file.lastPathComponent): a test's name is in lower camel case")
            #expect(
                text.firstMatch(of: /@(Test|Suite)\(\s*"/) == nil,
                "\(file.lastPathComponent): the name of the function or type is the only one")
            for suite in text.matches(of: /@Suite(?:\([^\n]*\))? struct (\w+)/).map(\.1) {
                #expect(suite.hasSuffix("Tests"), "\(suite) in \(file.lastPathComponent)")
            }
        }
    }

    @Test func suitesThatStartTheToolTakeTurns() throws {
        for file in try Repository.swiftFiles(below: "Tests/EndToEndTests") {
            let text = try String(contentsOf: file, encoding: .utf8)
            for suite in text.matches(of: /@Suite(.*) struct (\w+)/) {
                #expect(suite.1.contains(/\.takes(Long)?Turns\b/), "\(suite.2) in \(file.lastPathComponent)")
            }
        }
    }

    private static func isThis(_ file: URL) -> Bool { file.lastPathComponent == "TestNamingTests.swift" }
}
