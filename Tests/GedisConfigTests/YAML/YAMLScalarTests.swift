import Testing

@testable import GedisConfig

@Suite struct YAMLScalarTests {
    @Test(arguments: [
        "localhost", "/run/gedis.sock", "./a-b_c.pem", "127.0.0.1", "sealed:v1:ab+/Z==", "a@b", "http://x", "x:1",
    ])
    func leavesPlainTextPlain(_ text: String) { #expect(YAMLScalar.source(of: text) == text) }

    @Test(arguments: [
        "", " ", "a b", "a ", "#", "a #b", "a: b", "a:", "-", "- a", "?", "*a", "&a", "!a", "|", ">", "%a", "@a", "`a",
        "[", "]", "{", "}", ",", "'", "\"", "null", "~", "True", "NO", "on", "y", "12", "0700", "0x1f", "1e3", "1.5",
        ".5",
        "1:30", "2024-01-01", "::", "::1", "a\nb", "a\tb", "\\", "é", "🔑", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{7F}",
        "\u{1}",
        "a, b", "a]b",
    ])
    func quotesWhatCouldBeTakenForSomethingElse(_ text: String) throws {
        for style in [YAMLScalar.Style.plain, .singleQuoted, .doubleQuoted] {
            let source = YAMLScalar.source(of: text, like: style)
            #expect(source.first == "\"" || source.first == "'")
            let document = try YAMLDocument(Array("{a: \(source), b: \(source)}\n".utf8))
            #expect(document["a"]?.value.scalar?.text == text)
            #expect(document["b"]?.value.scalar?.text == text)
        }
    }

    @Test func keepsQuotes() {
        #expect(YAMLScalar.source(of: "a", like: .doubleQuoted) == "\"a\"")
        #expect(YAMLScalar.source(of: "it's", like: .singleQuoted) == "'it''s'")
        #expect(YAMLScalar.source(of: "a\nb", like: .singleQuoted) == "\"a\\nb\"")
        #expect(YAMLScalar.source(of: "a", like: .literal) == "a")
    }

    @Test func writesNumbersAndTruthValuesAsThemselves() {
        #expect(YAMLScalar.source(of: "9900", isText: false) == "9900")
        #expect(YAMLScalar.source(of: "true", isText: false) == "true")
        #expect(YAMLScalar.source(of: "9900", like: .doubleQuoted, isText: false) == "\"9900\"")
    }
}
