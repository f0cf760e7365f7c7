import GedisKit
import Testing

@Suite struct ArgumentTests {
    @Test(arguments: [
        ("0", 0), ("-0", 0), ("+7", 7), ("007", 7), ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min),
    ])
    func integers(text: String, expected: Int) {
        #expect(Int(argument: text.utf8Span.span.bytes) == expected)
    }

    @Test(arguments: ["", "-", "+", "two", "1.0", " 1", "1 ", "0x1", "1e3", "--1", "9223372036854775808", "١"])
    func noIntegers(text: String) {
        #expect(Int(argument: text.utf8Span.span.bytes) == nil)
    }

    @Test func narrowIntegers() {
        #expect(Int8(argument: "-128".utf8Span.span.bytes) == -128)
        #expect(Int8(argument: "128".utf8Span.span.bytes) == nil)
        #expect(UInt8(argument: "255".utf8Span.span.bytes) == 255)
        #expect(UInt8(argument: "256".utf8Span.span.bytes) == nil)
        #expect(UInt64(argument: "18446744073709551615".utf8Span.span.bytes) == .max)
        #expect(UInt(argument: "-1".utf8Span.span.bytes) == nil)
        for zeros in 15...20 {
            let zeros = String(repeating: "0", count: zeros)
            #expect(UInt8(argument: (zeros + "255").utf8Span.span.bytes) == 255)
            #expect(UInt8(argument: (zeros + "256").utf8Span.span.bytes) == nil)
            #expect(UInt(argument: ("-" + zeros).utf8Span.span.bytes) == 0)
            #expect(UInt(argument: ("-" + zeros + "1").utf8Span.span.bytes) == nil)
            #expect(Int8(argument: ("-" + zeros + "128").utf8Span.span.bytes) == -128)
        }
        #expect(Int8.argumentExpectation == "an integer from -128 to 127")
    }

    @Test(arguments: [("1", 1), ("-2.5e3", -2500), ("inf", Double.infinity), (".5", 0.5)])
    func numbers(text: String, expected: Double) {
        #expect(Double(argument: text.utf8Span.span.bytes) == expected)
    }

    @Test(arguments: ["", "nan", "1,5", "one", " 1"])
    func noNumbers(text: String) {
        #expect(Double(argument: text.utf8Span.span.bytes) == nil)
    }

    @Test(arguments: [
        ("TRUE", true), ("yes", true), ("On", true), ("1", true), ("false", false), ("NO", false), ("off", false),
        ("0", false), ("", nil), ("truely", nil), ("2", nil),
    ])
    func truth(text: String, expected: Bool?) {
        #expect(Bool(argument: text.utf8Span.span.bytes) == expected)
    }

    @Test func text() {
        #expect(String(argument: "é👋\0".utf8Span.span.bytes) == "é👋\0")
        for bytes: [UInt8] in [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0x61, 0xF0, 0x9F, 0x98]] {
            #expect(String(argument: bytes.span.bytes) == nil)
            #expect([UInt8](argument: bytes.span.bytes) == bytes)
        }
    }

    @Test func anErrorNamesTheArgument() {
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: 1000)
        let error = long.withUnsafeBytes {
            ArgumentError(position: 2, parameter: "b", expectation: "an integer", bytes: $0)
        }
        #expect(error.description.hasPrefix("argument 2 'b' must be an integer, got \"xxx"))
        #expect(error.description.hasSuffix("xxx\"… (1000 bytes)"))
        let odd = Array("a\r\n\"".utf8).withUnsafeBytes {
            ArgumentError(position: 1, parameter: "a", expectation: "a number", bytes: $0)
        }
        #expect(odd.description == #"argument 1 'a' must be a number, got "a\r\n\"""#)
    }

    @Test func aRequestIsACopyOfItsParts() {
        let request = Request("Calc.SUM", "", "é")
        #expect(request.count == 3)
        #expect(request.name == "Calc.SUM")
        #expect(request.arguments == ["", "é"])
        #expect(Array(request[2]) == Array("é".utf8))
    }
}
