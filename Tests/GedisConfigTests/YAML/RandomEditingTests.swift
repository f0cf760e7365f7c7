import TestSupport
import Testing

@testable import GedisConfig

/// Random documents and edits: whatever the layout, an edit says what was asked and leaves all other bytes alone.
@Suite struct RandomEditingTests {
    @Test(arguments: 0..<40) func editsChangeNothingElse(_ seed: Int) throws {
        var random = SplitMix(seed: UInt64(seed))
        for _ in 0..<50 {
            var pieces = Pieces(&random)
            var document = try YAMLDocument(Array(pieces.text.utf8))
            for _ in 0..<4 {
                let index = Int.random(in: 0..<pieces.entries.count, using: &random)
                let key = pieces.entries[index].key
                let value = Self.values.randomElement(using: &random) ?? ""
                document = try document.setting(key, to: value)
                let entry = try #require(document[key])
                #expect(entry.value.scalar?.text == value)
                pieces.entries[index].value = String(decoding: document.source[entry.value.range], as: UTF8.self)
                #expect(document.text.unicodeScalars.elementsEqual(pieces.text.unicodeScalars))
            }
        }
    }

    @Test(arguments: 0..<10) func addedAndRemovedAgainLeavesNoTrace(_ seed: Int) throws {
        var random = SplitMix(seed: UInt64(seed))
        for _ in 0..<50 {
            let pieces = Pieces(&random)
            let document = try YAMLDocument(Array((pieces.text + pieces.lineBreak).utf8))
            let value = Self.values.randomElement(using: &random) ?? ""
            #expect(try document.setting("added", to: value).removing("added").source == document.source)
        }
    }

    static let values = [
        "x", "", "true", "9900", "a b", "# no", "a: b", "🔑", "it's", "\"", "\\", "é\n", "null", "-", "sealed:v1:AA==",
        "::1",
    ]

    /// A document in pieces, of which an edit may change one entry's value.
    struct Pieces {
        var start: String
        var entries: [(before: String, key: String, separator: String, value: String, after: String)]
        var end: String
        var lineBreak: String

        init(_ random: inout SplitMix) {
            func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }
            let lineBreak = pick(["\n", "\r\n"])
            let isFlow = Bool.random(using: &random)
            self.lineBreak = lineBreak
            start = pick(["", "\u{FEFF}", "# 🔑\(lineBreak)", "---\(lineBreak)"]) + (isFlow ? pick(["{", "{ "]) : "")
            let count = Int.random(in: 1...5, using: &random)
            entries = (0..<count).map { index in
                let key = pick(["k", "clé", "🔑"]) + "\(index)"
                let value = pick(["1", "plain", "\"quoted 🔑\"", "'it''s'", "[a, 'b']", "{c: d}", "~", "\"a\\nb\""])
                if isFlow { return (pick(["", " "]), key, ": ", value, index == count - 1 ? pick(["", " "]) : ",") }
                let comment = pick(["", " # x", "  # 🔑 é: y", " "])
                let before = pick(["", lineBreak, "# über \(lineBreak)", "   # indented\(lineBreak)"])
                let isLast = index == count - 1
                return (before, key, pick([": ", ":  ", " : "]), value, comment + (isLast ? "" : lineBreak))
            }
            end = isFlow ? "}" : pick(["", lineBreak, "\(lineBreak)# end", "\(lineBreak)...\(lineBreak)"])
        }

        var text: String {
            start + entries.map { $0.before + $0.key + $0.separator + $0.value + $0.after }.joined() + end
        }
    }
}
