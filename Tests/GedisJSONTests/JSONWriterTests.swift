import GedisJSON
import GedisKit
import Testing

@Suite struct JSONWriterTests {
    @Test func partsStandWithoutBlanks() {
        var writer = JSONWriter()
        writer.array([1, 2, 3]) { writer, index in
            switch index {
            case 1:
                writer.object([("a", true), ("b", false)]) {
                    $0.string($1.0)
                } value: {
                    $0.boolean($1.1)
                }
            case 2: writer.array([] as [Int]) { $0.number("\($1)") }
            default:
                writer.object([] as [Int]) {
                    $0.string("\($1)")
                } value: { writer, _ in
                    writer.null()
                }
            }
        }
        #expect(writer.text == #"[{"a":true,"b":false},[],{}]"#)
    }

    @Test(arguments: [
        ("", ""), ("é😀/", "é😀/"), ("\"\\", #"\"\\"#), ("\u{8}\u{C}\n\r\t", #"\b\f\n\r\t"#),
        ("\u{0}\u{B}\u{1F}", #"\u0000\u000b\u001f"#),
        ("\u{7F}\u{9B}\u{A0}\u{2028}\u{FEFF}", "\u{7F}\u{9B}\u{A0}\u{2028}\u{FEFF}"),
    ])
    func whatMustBeEscapedIs(_ text: String, _ escaped: String) {
        var writer = JSONWriter()
        writer.string(text)
        #expect(writer.text == "\"\(escaped)\"")
    }

    @Test(arguments: [
        ("é😀/ ", "é😀/ "), ("a\"\\b", #"a\"\\b"#), ("\u{1B}[2J", #"\u001b[2J"#),
        ("\u{7F}\u{9B}\u{A0}\u{2028}\u{2029}\u{FEFF}", #"\u007f\u009b\u00a0\u2028\u2029\ufeff"#),
        ("\u{FFFE}\u{FFFF}", #"\ufffe\uffff"#),
    ])
    func whatIsInvisibleIsEscapedWhereThatIsAskedFor(_ text: String, _ escaped: String) {
        var writer = JSONWriter(escapes: .printable)
        writer.string(text)
        #expect(writer.text == "\"\(escaped)\"")
        let unquoted = escaped.replacing(#"\""#, with: "\"").replacing(#"\\"#, with: #"\"#)
        #expect(JSONEscapes.unquoted.text(text) == unquoted)
    }

    @Test(
        arguments: [
            ([0xD800], #""\ud800""#), ([0x78, 0xDC00, 0x79, 0xD83D, 0xDE00, 0xD83D], #""x\udc00y😀\ud83d""#),
            ([0xD83D, 0xD83D, 0xDE00, 0x22], #""\ud83d😀\"""#), ([], #""""#),
        ] as [([UInt16], String)])
    func halfACharacterIsAnEscape(_ units: [UInt16], _ text: String) {
        var writer = JSONWriter()
        writer.string(JSONString.broken(units))
        #expect(writer.text == text)
    }

    @Test func everyCharacterIsReadAsItWasWritten() throws {
        for escapes in [JSONEscapes.required, .printable] {
            for value in UInt32(0)...0x10FFFF {
                guard value < 0x3000 || value % 251 == 0 || value & 0xFFF0 == 0xFFF0, let scalar = Unicode.Scalar(value)
                else { continue }
                let text = String(scalar)
                var writer = JSONWriter(escapes: escapes)
                writer.string(text)
                let read = try writer.bytes.withUnsafeBytes { bytes in
                    try JSONText(reading: bytes, deepest: 0).text(JSONText.root)
                }
                #expect(read.unicodeScalars.elementsEqual(text.unicodeScalars), "\(value)")
            }
        }
    }
}
