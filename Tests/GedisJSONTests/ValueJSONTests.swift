import GedisJSON
import GedisKit
import Testing

@Suite struct ValueJSONTests {
    private func read(_ text: String) throws(JSONText.Failure) -> Value {
        try Value(json: Array(text.utf8), deepest: 16)
    }

    @Test(
        arguments: [
            ("null", Value.null), (" [1, -2.50e+3 ,true]", [.bigNumber("1"), .bigNumber("-2.50e+3"), true]),
            (#"{"a":{"b":[]},"a":false}"#, ["a": ["b": []], "a": false]), (#""""#, ""),
            (#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é""#, "\"\\/\u{8}\u{C}\n\r\té😀é"),
            ("9007199254740993", .bigNumber("9007199254740993")),
        ] as [(String, Value)])
    func reads(_ text: String, _ value: Value) throws {
        #expect(try read(text) == value)
    }

    @Test(arguments: [
        "", " ", "[", "[1", "[1,]", "[,1]", "{", "{1:2}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "01", "-", "1.", ".5",
        "1e",
        "+1", "nul", "True", "NaN", "'a'", #"""#, #""\x""#, #""\u12""#, #""\u12g4""#, #""\ud800""#, #""\udc00""#,
        #""\ud800\u0041""#, "\"\n\"", "1 2", "[]]", "\u{FEFF}1", String(repeating: "[", count: 100_000),
        #"{"\ud800":1}"#,
    ])
    func refuses(_ text: String) {
        #expect(throws: JSONText.Failure.self) { try read(text) }
    }

    @Test func refusesWhatIsNotUTF8() {
        #expect(throws: JSONText.Failure.self) { try Value(json: [0x22, 0xFF, 0x22], deepest: 16) }
        #expect(throws: JSONText.Failure.self) { try Value(json: [0x22, 0xED, 0xA0, 0x80, 0x22], deepest: 16) }
    }

    @Test func refusesMoreValuesThanAreAllowed() throws {
        let text = Array("[1,[2],3]".utf8)
        #expect(throws: Never.self) { try Value(json: text, deepest: 2, mostValues: 5) }
        let failure = #expect(throws: JSONText.Failure.self) { try Value(json: text, deepest: 2, mostValues: 4) }
        #expect(failure?.isOverLimit == true)
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
        writer.write(value, errors: .parts)
        #expect(writer.text == text)
    }

    @Test(
        arguments: [
            (.map([.init(.double(.nan), 1), .init(.array(["é\""]), 2)]), #"{"nan":1,"[\"é\\\"\"]":2}"#),
            (.map([.init(.attributed("k", []), .error(CommandError("", code: "NO")))]), #"{"k":{"error":"NO"}}"#),
            (.map([.init(.error(CommandError("no")), nil)]), #"{"{\"error\":\"ERR no\"}":null}"#),
            (.push([.bigNumber("+0"), .bigNumber("-0"), .double(-0.0)]), "[0,-0,-0]"),
        ] as [(Value, String)])
    func writesKeysAndErrorsAsOneLine(_ value: Value, _ text: String) {
        var writer = JSONWriter()
        writer.write(value, errors: .line)
        #expect(writer.text == text)
    }
}
