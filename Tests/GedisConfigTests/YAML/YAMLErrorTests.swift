import Testing

@testable import GedisConfig

@Suite struct YAMLErrorTests {
    @Test(arguments: [
        ("a: \"x\n", 2, 1, "unexpected end of stream"),
        ("a: 1\n b: 2\n", 2, 3, "mapping values are not allowed"),
        ("a: 1\n\tb: 2\n", 2, 1, "tab"),
        ("a: [1, 2\nb: 3\n", 2, 2, "','"),
        ("a: 1\nb\n", 3, 1, "':'"),
        ("a: 1\n}\n", 2, 1, "expected"),
        ("a: 1\na: 2\n", 2, 1, "a: given twice, first on line 1"),
        ("a:\n  b: 1\n  b: 2\n", 3, 3, "b: given twice"),
        ("a: &x 1\n", 1, 4, "anchors"),
        ("a: *x\n", 1, 4, "aliases"),
        ("a: !!str 1\n", 1, 4, "tags"),
        ("a: !secret 1\n", 1, 4, "tags"),
        ("&x a: 1\n", 1, 1, "anchors"),
        ("a: 1\n---\nb: 1\n", 2, 1, "second document"),
        ("- a\n- b\n", 1, 1, "not a mapping"),
        ("just text\n", 1, 1, "not a mapping"),
        ("''\n", 1, 1, "not a mapping"),
        ("[a, b]: 1\n", 1, 1, "a key must be text"),
        ("é: 1\nb: \u{1}\n", 2, 4, "control characters"),
        ("a: \"\\q\"\n", 1, 5, "escape"),
        ("a: @x\n", 1, 4, "cannot start"),
        ("%YAML 2.0\n---\na: 1\n", 1, 1, "incompatible"),
    ])
    func saysWhereItIsAndWhat(_ text: String, _ line: Int, _ column: Int, _ message: String) {
        let error = #expect(throws: YAMLError.self) { try YAMLDocument(Array(text.utf8)) }
        #expect(error?.position == TextPosition(line: line, column: column))
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: [
        ([UInt8]("a: 1\nb: é".utf8) + [0xFF], 2, 5), ([0xC3, 0x28], 1, 1),
        (Array("a: ".utf8) + [0xED, 0xA0, 0x80], 1, 4),
        ([0xFF, 0xFE, 0x61, 0x00], 1, 1),
    ])
    func refusesWhatIsNotUTF8(_ bytes: [UInt8], _ line: Int, _ column: Int) {
        let error = #expect(throws: YAMLError.self) { try YAMLDocument(bytes) }
        #expect(error?.position == TextPosition(line: line, column: column))
        #expect(error?.message == "not UTF-8: save the file in UTF-8")
    }

    @Test(arguments: ["[", "{a: ", "- "])
    func refusesDeepNesting(_ opening: String) {
        let error = #expect(throws: YAMLError.self) {
            try YAMLDocument(Array(("a: \n  " + String(repeating: opening, count: 20_000)).utf8))
        }
        #expect(error?.message == "nested deeper than 16 levels")
    }

    @Test func refusesLargeFiles() {
        let large = Array("a: 1 #".utf8) + [UInt8](repeating: 0x20, count: YAMLDocument.largestSize)
        #expect(throws: YAMLError.self) { try YAMLDocument(large) }
    }
}
