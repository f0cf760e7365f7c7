import TestSupport
import Testing

@testable import GedisConfig

/// Random texts out of what YAML is made of: each is read or refused with a place in it, and edits hold their promise.
@Suite struct RandomTextTests {
    static let pieces = [
        "a", "b", "é", "🔑", ":", ": ", " ", "  ", "\n", "\r\n", "\t", "- ", "-", "? ", "[", "]", "{", "}", ",", "'",
        "\"",
        "|", ">", "|+\n", ">-\n", "#", " #", "---", "...", "&x ", "*x", "!t ", "%", "@", "\\", "\u{FEFF}", "~", "null",
        "\u{85}",
        "\u{2028}", "\u{0}", "1",
    ]

    @Test(arguments: 0..<20) func isReadOrRefused(_ seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        for _ in 0..<2000 {
            let count = Int.random(in: 0...14, using: &random)
            let text = (0..<count).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined()
            do throws(YAMLError) {
                let document = try YAMLDocument(Array(text.utf8))
                check(document)
            } catch {
                #expect(error.position.map { $0.line >= 1 && $0.column >= 1 } == true, "\(text.debugDescription)")
            }
        }
    }

    @Test(arguments: 0..<4) func anyBytesAreReadOrRefused(_ seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        for _ in 0..<2000 {
            let count = Int.random(in: 0...12, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            if let document = try? YAMLDocument(bytes) { check(document) }
        }
    }

    private func check(_ document: YAMLDocument) {
        let others = document.entries.filter { $0.key != "a" }
        if let edited = try? document.setting("a", to: "new value") {
            #expect(edited["a"]?.value.scalar?.text == "new value")
            #expect(edited.entries.filter { $0.key != "a" } == others)
        }
        if let edited = try? document.removing("a") { #expect(edited.entries == others) }
    }
}
