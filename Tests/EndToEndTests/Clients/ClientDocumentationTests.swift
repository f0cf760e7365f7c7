import Foundation
import TestSupport
import Testing

/// What `docs/clients.md` shows is what the tests run.
@Suite(.takesTurns) struct ClientDocumentationTests {
    @Test func everyLineOfCodeIsALineOfAProgramThatIsNamedBeforeIt() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let page = tests.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "docs/clients.md")
        var program: [Substring] = []
        var isCode = false
        var seen = 0
        for line in try String(contentsOf: page, encoding: .utf8).split(separator: "\n") {
            if line.hasPrefix("```") {
                isCode.toggle()
            } else if isCode {
                #expect(program.contains(line))
                seen += 1
            } else if let name = line.firstMatch(of: #/\(\S+/Programs/(\S+?)\)/#)?.1 {
                let text = try String(contentsOf: tests.appending(path: "Programs/\(name)"), encoding: .utf8)
                program = text.split(separator: "\n")
            }
        }
        #expect(seen > 20 && !isCode)
    }
}
