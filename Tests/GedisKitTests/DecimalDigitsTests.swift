import GedisKit
import Testing

/// Integers are read and written eight digits at a time, so what matters is each number of digits and each place.
@Suite struct DecimalDigitsTests {
    /// The shortest and the longest numbers of each length, and many between them.
    private static func numbers() -> [UInt64] {
        var numbers: [UInt64] = [0, .max, .max - 1, UInt64(Int64.max), UInt64(Int64.max) + 1]
        var power: UInt64 = 1
        while true {
            let (next, isOver) = power.multipliedReportingOverflow(by: 10)
            let last = isOver ? UInt64.max : next - 1
            numbers += [power, last]
            for _ in 0..<200 { numbers.append(.random(in: power...last)) }
            if isOver { return numbers }
            power = next
        }
    }

    @Test func numbersAreWrittenAndReadInAllLengths() {
        for number in Self.numbers() {
            let text = number.description
            #expect(UInt64(argument: text.utf8Span.span.bytes) == number)
            #expect(UInt64(argument: "+\(text)".utf8Span.span.bytes) == number)
            #expect(Int(argument: text.utf8Span.span.bytes) == Int(exactly: number))
            guard let signed = Int64(exactly: number) else { continue }
            #expect(Self.written(signed) == ":\(number)\r\n")
            #expect(Self.written(-signed) == ":\(-signed)\r\n")
            #expect(Int64(argument: (-signed).description.utf8Span.span.bytes) == -signed)
        }
    }

    /// A word's two halves are divided alike, so one with all of a half's values is enough for either.
    @Test func everyGroupOfDigitsIsWritten() {
        for number in 0..<10_000 {
            let eight = number * 10_000 + (9_999 - number)
            #expect(Self.written(eight) == ":\(eight)\r\n")
        }
    }

    @Test func everyOtherByteIsRefusedInEveryPlace() {
        for count in 1...19 {
            for place in 0..<count {
                for byte in UInt8.min...UInt8.max where !(0x30...0x39).contains(byte) {
                    let isSign = place == 0 && count > 1 && (byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+"))
                    guard !isSign else { continue }
                    var digits = [UInt8](repeating: UInt8(ascii: "1"), count: count)
                    digits[place] = byte
                    let isRefused = Int(argument: digits.span.bytes) == nil
                    #expect(isRefused, "\(digits)")
                }
            }
        }
    }

    private static func written(_ number: some BinaryInteger) -> String {
        var writer = ReplyWriter()
        writer.integer(number)
        return writer.withBytes { String(decoding: $0, as: UTF8.self) }
    }
}
