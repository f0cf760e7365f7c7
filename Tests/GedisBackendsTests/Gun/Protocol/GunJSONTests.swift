import GedisGUN
import GedisJSON
import GedisKit
import Testing

@testable import GedisBackends

@Suite struct GunJSONTests {
    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("1", "1"), ("-1.50", "-1.5"), ("100", "100"), ("1e2", "100"), ("0.1", "0.1"),
        ("1E+20", "100000000000000000000"), ("1e21", "1e+21"), ("123456789012345680000", "123456789012345680000"),
        ("123456789012345678901234567890", "1.2345678901234568e+29"), ("9007199254740993", "9007199254740992"),
        ("0.000001", "0.000001"), ("0.0000001", "1e-7"), ("0.00000123", "0.00000123"), ("1.5e-7", "1.5e-7"),
        ("5e-324", "5e-324"), ("1.7976931348623157e308", "1.7976931348623157e+308"), ("1e400", "null"),
        ("1795374366853.125", "1795374366853.125"), ("4611686018427387904", "4611686018427388000"),
        (#""a\/b\u00e9\ud83d\ude00""#, #""a/bé😀""#),
        (#""\u0001\b\f\n\r\t\"\\\u007f""#, "\"\\u0001\\b\\f\\n\\r\\t\\\"\\\\\u{7F}\""),
        (#""\ud800""#, #""\ud800""#), (#""x\udc00y\ud83d\ude00\uD83D""#, #""x\udc00y😀\ud83d""#),
        (" [ ] ", "[]"), ("{ }", "{}"), (#"{ "b" : [ 1 , null ] , "a" : { } }"#, #"{"b":[1,null],"a":{}}"#),
    ])
    func aValueIsWrittenAsJavaScriptWritesIt(_ text: String, _ expected: String) throws {
        #expect(try JSON.read(Array(text.utf8)).text == expected)
    }

    @Test(arguments: [
        "", " ", "tru", "nul", "NaN", "Infinity", "-Infinity", "-", "01", "1.", ".5", "1e", "1e+", "+1", "0x1", "1 2",
        "[1,]", "[1", "[", "]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{\"a\":1", "'a'", "\"", "\"a", "\"\n\"",
        #""\x""#, #""\u12""#, #""\u12g4""#, "\u{FEFF}1", "/**/1", String(repeating: "[", count: 65),
    ])
    func whatIsNoJSONIsRefused(_ text: String) {
        #expect(throws: JSONText.Failure.self) { try JSON.read(Array(text.utf8)) }
    }

    @Test func namesThatDifferInTheirBytesAreTwo() throws {
        let json = try JSON.read(Array("{\"\u{E9}\":1,\"e\u{301}\":2}".utf8))
        #expect(json["\u{E9}"]?.number == 1)
        #expect(json["e\u{301}"]?.number == 2)
    }
}
