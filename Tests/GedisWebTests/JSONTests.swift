import GedisKit
import Testing

@testable import GedisWeb

@Suite struct JSONTests {
    @Test(
        arguments: [
            ("null", Value.null), (" [1, -2.50e+3 ,true]", [.bigNumber("1"), .bigNumber("-2.50e+3"), true]),
            (#"{"a":{"b":[]},"a":false}"#, ["a": ["b": []], "a": false]), (#""""#, ""),
            (#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é""#, "\"\\/\u{8}\u{C}\n\r\té😀é"),
            ("9007199254740993", .bigNumber("9007199254740993")),
        ] as [(String, Value)])
    func reads(_ text: String, _ value: Value) throws {
        #expect(try JSONReader.read(Array(text.utf8)) == value)
    }

    @Test(arguments: [
        "", " ", "[", "[1", "[1,]", "[,1]", "{", "{1:2}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "01", "-", "1.", ".5",
        "1e",
        "+1", "nul", "True", "NaN", "'a'", #"""#, #""\x""#, #""\u12""#, #""\u12g4""#, #""\ud800""#, #""\udc00""#,
        #""\ud800\u0041""#, "\"\n\"", "1 2", "[]]", "\u{FEFF}1", String(repeating: "[", count: 100_000),
    ])
    func refuses(_ text: String) {
        #expect(throws: JSONReader.Failure.self) { try JSONReader.read(Array(text.utf8)) }
    }

    @Test func refusesWhatIsNotUTF8() {
        #expect(throws: JSONReader.Failure.self) { try JSONReader.read([0x22, 0xFF, 0x22]) }
        #expect(throws: JSONReader.Failure.self) { try JSONReader.read([0x22, 0xED, 0xA0, 0x80, 0x22]) }
    }

    @Test(
        arguments: [
            (.double(2), "2"), (.double(0.1), "0.1"), (.double(.infinity), #""inf""#), (.bigNumber("-007"), "-7"),
            (.simple("a\u{1}\u{1F}\"\\"), #""a\u0001\u001f\"\\""#), (.bulk([0x61, 0xFF]), #""a\\xff""#),
            (.verbatim("x", format: "txt"), #""x""#), (.set([1, nil]), "[1,null]"), (.map([.init(1, 2)]), #"{"1":2}"#),
            (.array([.error(CommandError("no", code: "NO"))]), #"[{"error":{"code":"NO","message":"no"}}]"#),
            (.attributed("x", [.init("a", "b")]), #""x""#),
        ] as [(Value, String)])
    func writes(_ value: Value, _ text: String) {
        var writer = JSONWriter()
        writer.write(value)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
    }

    @Test(arguments: [
        ("Int?", #"{"anyOf":[{"type":"integer"},{"type":"null"}]}"#), ("", #"{"const":"OK"}"#),
        ("[String : [Int]]", #"{"type":"object","additionalProperties":{"type":"array","items":{"type":"integer"}}}"#),
        ("[UInt8]", #"{"type":"string"}"#), ("Way", "{}"),
    ])
    func typesHaveSchemas(_ type: String, _ schema: String) {
        var writer = JSONWriter()
        writer.write(TypeSchema.of(type))
        #expect(String(decoding: writer.bytes, as: UTF8.self) == schema)
    }

    @Test(arguments: [("", ""), ("YQ==", "a"), ("OnPDqXNhbWU=", ":sésame"), ("dml0bzpnZWhlaW0", "vito:geheim")])
    func base64IsDecoded(_ text: String, _ bytes: String) {
        #expect(Base64.decode(text.utf8) == Array(bytes.utf8))
        #expect(Base64.decode((text + "?").utf8) == nil)
    }
}
