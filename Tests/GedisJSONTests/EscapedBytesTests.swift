import GedisJSON
import GedisKit
import Testing

@Suite struct EscapedBytesTests {
    @Test(
        arguments: [
            ([], ""), (Array("víto \"\\ \\n \n".utf8), "víto \"\\ \\n \n"), ([0x61, 0xFF, 0x22], #"a\xff\""#),
            (Array(#"a\xff\""#.utf8), #"a\\xff\\\""#), (Array(#"\\xff"#.utf8), #"\\\\xff"#),
            (Array(#"C:\xyz"#.utf8), #"C:\xyz"#), (Array(#"é\x4f"#.utf8), #"\xc3\xa9\\x4f"#),
            ([0xFF, 0x0A, 0x00], #"\xff\n\x00"#), (Array(#"\x4"#.utf8), #"\x4"#),
        ] as [([UInt8], String)])
    func bytesHaveATextAndTextsHaveBytes(_ bytes: [UInt8], _ text: String) {
        #expect(EscapedBytes.text(of: bytes) == text)
        #expect(EscapedBytes.bytes(of: text) == bytes)
    }

    @Test func everyByteSurvives() {
        for byte in UInt8.min...UInt8.max {
            for bytes in [[byte], [byte, 0xFF], Array(#"\x00"#.utf8) + [byte], [0x5C, byte, 0x30, 0x31]] {
                #expect(EscapedBytes.bytes(of: EscapedBytes.text(of: bytes)) == bytes)
            }
        }
        let all = Array(UInt8.min...UInt8.max)
        #expect(EscapedBytes.bytes(of: EscapedBytes.text(of: all)) == all)
    }

    @Test func noTwoHaveTheSameText() {
        // Escaping again and again, each is the text of the one before.
        var seen: Set<String> = []
        var bytes: [UInt8] = [0xFF]
        for _ in 0..<8 {
            let text = EscapedBytes.text(of: bytes)
            #expect(seen.insert(text).inserted)
            #expect(EscapedBytes.bytes(of: text) == bytes)
            bytes = Array(text.utf8)
        }
    }

    @Test(arguments: [#"\xff\q"#, #"\xff\"#, #"\xff\x4"#, #"\xff\xg0"#])
    func aBrokenEscapeIsNone(text: String) {
        #expect(EscapedBytes.bytes(of: text) == nil)
    }

    @Test(
        arguments: [
            (.bulk([0x61, 0xFF, 0x22]), .bytes, #""a\\xff\\\"""#),
            (.string(#"a\xff\""#), .bytes, #""a\\\\xff\\\\\\\"""#),
            (.simple(#"\xff"#), .bytes, #""\\\\xff""#), (.string(#"\xff"#), .text, #""\\xff""#),
            (.map([.init(.bulk([0xFF]), 1), .init(#"\xff"#, 2)]), .bytes, #"{"\\xff":1,"\\\\xff":2}"#),
            (
                .array([.error(CommandError(#"got "\xff""#))]), .bytes,
                #"[{"error":{"code":"ERR","message":"got \"\\xff\""}}]"#
            ),
        ] as [(Value, JSONWriter.Strings, String)])
    func repliesAreEscapedAndDocumentsAreNot(_ value: Value, _ strings: JSONWriter.Strings, _ text: String) {
        var writer = JSONWriter()
        writer.write(value, errors: .parts, strings: strings)
        #expect(writer.text == text)
    }
}
