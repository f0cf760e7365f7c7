import GedisKit
import Testing

@Suite struct JSONTextTests {
    private typealias Failure = JSONText.Failure

    /// Reads a text and does something with its values.
    private func read<Result>(
        _ bytes: [UInt8], deepest: Int = 16, mostValues: Int = .max, _ body: (JSONText) -> Result
    ) throws(Failure) -> Result {
        let result = bytes.withUnsafeBytes { bytes in
            Swift.Result { () throws(Failure) in
                body(try JSONText(reading: bytes, deepest: deepest, mostValues: mostValues))
            }
        }
        return try result.get()
    }

    /// Reads a text whose values are of no interest.
    private func scan(_ bytes: [UInt8], deepest: Int = 16, mostValues: Int = .max) throws(Failure) {
        try read(bytes, deepest: deepest, mostValues: mostValues) { _ in }
    }

    private func string(_ text: String) throws -> JSONString {
        try read(Array(text.utf8), deepest: 0) { $0.string(JSONText.root) }
    }

    @Test(arguments: [
        "", " ", "[", "[1", "[1,]", "[,1]", "[1 2]", "{", "{1:2}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{"a" 1}"#,
        "01",
        "-", "-01", "1.", ".5", "1e", "1e+", "+1", "0x1", "nul", "nulll", "True", "NaN", "Infinity", "'a'", #"""#,
        #""\x""#,
        #""\u12""#, #""\u12g4""#, #""\u+123""#, "\"\n\"", "\"\u{0}\"", "1 2", "[]]", "]", "\u{FEFF}1", "/**/1",
    ])
    func whatIsNoJSONIsRefused(_ text: String) {
        #expect(throws: Failure.self) { try scan(Array(text.utf8)) }
    }

    @Test func aFailureNamesItsPlace() {
        let failure = #expect(throws: Failure.self) { try scan(Array(#"{"a": [1, x]}"#.utf8)) }
        #expect(failure?.offset == 10)
        #expect(failure.map { "\($0)" } == "at byte 10: expected a value")
        #expect(failure?.isOverLimit == false)
    }

    @Test(
        arguments: [
            [0xFF], [0xC3], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
        ] as [[UInt8]])
    func aStringIsUTF8(_ bytes: [UInt8]) {
        #expect(throws: Failure.self) { try scan([0x22] + bytes + [0x22]) }
        #expect(throws: Failure.self) { try scan([0x22, 0x5C, 0x6E] + bytes + [0x22]) }
        #expect(throws: Failure.self) { try scan([0x7B, 0x22] + bytes + Array("\":1}".utf8)) }
    }

    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é""#, "\"\\/\u{8}\u{C}\n\r\té😀é"), (#""\u0000""#, "\u{0}"), (#""""#, ""),
        (#""\uD83D\uDE00""#, "😀"), ("\"\u{7F}\u{2028}\"", "\u{7F}\u{2028}"),
    ])
    func escapesAreCharacters(_ text: String, _ expected: String) throws {
        guard case .text(let read) = try string(text) else { return #expect(Bool(false), "no text") }
        #expect(Array(read.utf8) == Array(expected.utf8))
    }

    @Test(
        arguments: [
            (#""\ud800""#, [0xD800]), (#""\udc00x""#, [0xDC00, 0x78]), (#""\ud800\u0041""#, [0xD800, 0x41]),
            (#""\ude00\ud83d""#, [0xDE00, 0xD83D]), (#""a\ud83d\ud83d\ude00""#, [0x61, 0xD83D, 0xD83D, 0xDE00]),
        ] as [(String, [UInt16])])
    func halfACharacterIsKept(_ text: String, _ units: [UInt16]) throws {
        guard case .broken(let read) = try string(text) else { return #expect(Bool(false), "a whole text") }
        #expect(read == units)
    }

    @Test(arguments: [0, 1, 16, 64])
    func listsNestAsDeepAsIsAllowed(_ deepest: Int) throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + "1" + String(repeating: "]", count: depth)).utf8)
        }
        try scan(nested(deepest), deepest: deepest)
        let failure = #expect(throws: Failure.self) { try scan(nested(deepest + 1), deepest: deepest) }
        #expect(failure?.reason == "nested too deep")
        #expect(throws: Failure.self) { try scan([UInt8](repeating: 0x5B, count: 100_000), deepest: deepest) }
    }

    @Test func whatIsBesideCountsNotAsDeep() throws {
        try scan(Array(#"[[[]],[[],{"a":{}}]]"#.utf8), deepest: 4)
    }

    @Test func valuesAreAsManyAsIsAllowed() throws {
        let text = Array(#"[1,"a",{"b":[]}]"#.utf8)
        try scan(text, mostValues: 5)
        let failure = #expect(throws: Failure.self) { try scan(text, mostValues: 4) }
        #expect(failure?.isOverLimit == true)
    }

    @Test(arguments: ["0", "-0", "1e400", "9007199254740993", "-2.50e+3", String(repeating: "9", count: 10_000)])
    func aNumberKeepsItsDigits(_ digits: String) throws {
        let (kind, text) = try read(Array(digits.utf8), deepest: 0) { json in
            (json[JSONText.root].kind, json.text(JSONText.root))
        }
        #expect(kind == .number)
        #expect(text == digits)
    }

    /// A text of every kind of value.
    private static let whole = Array(
        #" {"a\u00e9\n": [1, -2.5e+3, true, false, null, "é😀"], "b": {"c": "\ud800"}} "#.utf8)

    @Test func aTextThatIsCutOffIsRefusedWhereverThatIs() throws {
        try scan(Self.whole)
        for length in 0..<(Self.whole.count - 1) {
            #expect(throws: Failure.self, "\(length) bytes") { try scan(Array(Self.whole.prefix(length))) }
        }
    }

    @Test func anyByteInAnyPlaceIsReadOrRefused() {
        for index in Self.whole.indices {
            for byte in UInt8.min...UInt8.max {
                var text = Self.whole
                text[index] = byte
                do throws(Failure) { try scan(text) } catch { #expect(0...text.count ~= error.offset) }
            }
        }
    }
}
