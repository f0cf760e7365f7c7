import TestSupport
import Testing

@testable import GedisConfig

/// Edits of what lies in mappings, whose keys have dots.
@Suite struct NestedEditingTests {
    @Test(arguments: [
        ("", "a:\n  b:\n    c: 2\n"),
        ("x: 1", "x: 1\na:\n  b:\n    c: 2\n"),
        ("x: 1\r\n", "x: 1\r\na:\r\n  b:\r\n    c: 2\r\n"),
        ("a:\nx: 1\n", "a:\n  b:\n    c: 2\nx: 1\n"),
        ("a: # why\n# what\nx: 1\n", "a: # why\n  b:\n    c: 2\n# what\nx: 1\n"),
        ("a:", "a:\n  b:\n    c: 2\n"),
        ("a: {}\n", "a: {b: {c: 2}}\n"),
        ("a: ~ # no\n", "a: {b: {c: 2}} # no\n"),
        ("{}", "{a: {b: {c: 2}}}"),
        ("{x: 1}", "{x: 1, a: {b: {c: 2}}}"),
        ("{a: , x: 1}", "{a: {b: {c: 2}}, x: 1}"),
        ("{a, x: 1}", "{a: {b: {c: 2}}, x: 1}"),
        ("a:\n  b:\n  d:\n", "a:\n  b:\n    c: 2\n  d:\n"),
        ("a:\n    b:\n        d: 1 # d\n    e: {}\n", "a:\n    b:\n        d: 1 # d\n        c: 2\n    e: {}\n"),
        ("a:\n  b: {d: 1}\nx: 1\n", "a:\n  b: {d: 1, c: 2}\nx: 1\n"),
        ("a: {b: {c: 1}}\n", "a: {b: {c: 2}}\n"),
        ("a: {b: {c}}\n", "a: {b: {c: 2}}\n"),
        ("a:\n  b:\n    c: [1,\n      3] # c\n    d: 1\n", "a:\n  b:\n    c: 2 # c\n    d: 1\n"),
        ("a:\n  e: 1\n  # below e\n\nx: 1\n", "a:\n  e: 1\n  b:\n    c: 2\n  # below e\n\nx: 1\n"),
        ("a:\n  e: |\n    text\nx: 1\n", "a:\n  e: |\n    text\n  b:\n    c: 2\nx: 1\n"),
        ("a:\n  e: 1", "a:\n  e: 1\n  b:\n    c: 2\n"),
        ("a.b.c: 1\n", "a.b.c: 2\n"),
    ])
    func setsJustTheValue(_ before: String, _ after: String) throws {
        let edited = try document(before).setting("a.b.c", to: "2", isText: false)
        #expect(edited.text == after)
        #expect(edited["a.b.c"]?.value.scalar?.text == "2")
    }

    @Test(arguments: [
        ("a:\n  b:\n    c: 1\n    d: 2\nx: 1\n", "a.b.c", "a:\n  b:\n    d: 2\nx: 1\n"),
        ("a:\n  b:\n    c: 1 # c\nx: 1\n", "a.b.c", "a:\n  b:\nx: 1\n"),
        ("a:\n  b:\n    c: 1\n  d:\nx: 1\n", "a.b", "a:\n  d:\nx: 1\n"),
        ("a: {b: {c: 1}}\n", "a.b.c", "a: {b: {}}\n"),
        ("a: {b: 1, c: 2}\n", "a.b", "a: {c: 2}\n"),
        ("a:\n  b: 1\n", "a", ""),
        ("a:\n  b: 1\n", "a.c", "a:\n  b: 1\n"),
        ("a: 1\n", "a.b.c", "a: 1\n"),
        ("a.b: 1\na: {b: 2}\n", "a.b", "a: {b: 2}\n"),
    ])
    func removesWhatIsNamed(_ before: String, _ key: String, _ after: String) throws {
        #expect(try document(before).removing(key).text == after)
    }

    @Test(arguments: ["a: 1\n", "a: [b]\n", "a:\n  b: text\n", "a:\n  b: |\n    c\n"])
    func whatIsNoMappingIsLeftAlone(_ text: String) throws {
        #expect(throws: YAMLError.self) { try document(text).setting("a.b.c", to: "2") }
    }

    /// Edits hold what they made against what they should make: here they may not fail, and leave no trace when undone.
    @Test(arguments: 0..<20) func editsChangeNothingElse(_ seed: Int) throws {
        var random = SplitMix(seed: UInt64(seed))
        for _ in 0..<100 {
            let text = Self.mapping(depth: 0, indent: 0, &random)
            let document = try document(text)
            let key = (0..<Int.random(in: 1...3, using: &random))
                .map { _ in Self.keys.randomElement(using: &random) ?? "" }.joined(separator: ".")
            let value = RandomEditingTests.values.randomElement(using: &random) ?? ""
            let parent = document[key.split(separator: ".").dropLast().joined(separator: ".")]?.value
            if document[key]?.value.scalar != nil {
                #expect(try document.setting(key, to: value)[key]?.value.scalar?.text == value, "\(key) in \(text)")
            } else if document[key] == nil, !key.contains(".") || parent?.entries != nil || parent?.isNull == true {
                #expect(try document.setting(key, to: value).removing(key).text == text, "\(key) in \(text)")
            }
        }
    }

    static let keys = ["a", "b", "c"]

    /// Lines of a mapping, with others in it.
    static func mapping(depth: Int, indent: Int, _ random: inout SplitMix) -> String {
        let blanks = String(repeating: " ", count: indent)
        var lines = ""
        for key in keys.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)) {
            if Bool.random(using: &random) { lines += "\(blanks)# über \(key)\n" }
            let comment = ["", " # x"].randomElement(using: &random) ?? ""
            switch Int.random(in: 0...(depth < 2 ? 4 : 2), using: &random) {
            case 0: lines += "\(blanks)\(key): 'it''s'\(comment)\n"
            case 1: lines += "\(blanks)\(key):\(comment)\n"
            case 2: lines += "\(blanks)\(key): {a: 1, c: {b: 2}}\(comment)\n"
            default:
                let width = [1, 2, 4].randomElement(using: &random) ?? 2
                lines += "\(blanks)\(key):\(comment)\n" + mapping(depth: depth + 1, indent: indent + width, &random)
            }
        }
        return lines
    }

    private func document(_ text: String) throws -> YAMLDocument { try YAMLDocument(Array(text.utf8)) }
}
