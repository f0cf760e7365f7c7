import GedisSource
import Testing

/// What is written into Swift source.
@Suite struct SwiftTextTests {
    @Test func textIsALiteralWhateverIsInIt() {
        #expect("a \"b\" \\(c)\n\u{7}".swiftLiteral == #""a \"b\" \\(c)\n\u{7}""#)
        #expect("\t\r\0\u{2028}é".swiftLiteral == #""\t\r\0\u{2028}é""#)
    }

    @Test func threeQuotesDoNotEndALiteralOfSeveralLines() {
        #expect("a\n\"\"\"b".multilineSwiftLiteral == "\"\"\"\na\n\"\"\\\"b\n\"\"\"")
    }

    @Test(arguments: [
        ("sum", "sum"), ("in", "`in`"), ("init", "`init`"), ("open", "`open`"), ("a-b", "`a-b`"), ("1a", "`1a`"),
    ])
    func namesThatAreWordsOfTheLanguageAreQuoted(name: String, written: String) {
        #expect(SwiftName.escaped(name) == written)
    }

    @Test func emptyLinesAreNotIndented() {
        #expect("a\n\nb\n".indented(by: 2) == "  a\n\n  b\n")
    }
}
