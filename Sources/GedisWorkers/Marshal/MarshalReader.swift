package import GedisKit

/// Reads plain values in the format 2 of Python's `marshal`, and trusts no byte of them.
///
/// A value is a type byte and what belongs to it, numbers with their lowest byte first. Source: CPython 3.11,
/// Python/marshal.c.
package struct MarshalReader {
    /// What a value is, by its first byte.
    enum Kind {
        static let null = UInt8(ascii: "0")
        static let none = UInt8(ascii: "N")
        static let no = UInt8(ascii: "F")
        static let yes = UInt8(ascii: "T")
        static let int = UInt8(ascii: "i")
        static let long = UInt8(ascii: "l")
        static let double = UInt8(ascii: "g")
        static let bytes = UInt8(ascii: "s")
        static let text = UInt8(ascii: "u")
        static let tuple = UInt8(ascii: "(")
        static let list = UInt8(ascii: "[")
        static let dict = UInt8(ascii: "{")
        static let set = UInt8(ascii: "<")
        static let frozenSet = UInt8(ascii: ">")
    }

    /// How deep values may lie in one another: a reply's, and the message around it.
    static let deepest = RecordLimits.deepest + 4
    /// The most digits to the base 2^15 of a whole number that is read, which are about 4,500 decimal ones. One that is
    /// passed over may have more.
    static let mostDigits = 1000

    /// The most values that are made of a message's bytes. One that takes a byte takes many times as much in memory.
    static let mostValues = 1 << 22

    let bytes: UnsafeRawBufferPointer
    /// The byte that is read next.
    package private(set) var offset: Int
    /// How many values have been made.
    var valueCount = 0

    /// Reads bytes in place; they must stay as they are.
    package init(_ bytes: UnsafeRawBufferPointer, from offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    /// Whether all has been read.
    package var isAtEnd: Bool { offset >= bytes.count }

    func failure(_ reason: String) -> MarshalError { MarshalError(offset: offset, reason: reason) }

    // MARK: - Parts

    mutating func kind() throws(MarshalError) -> UInt8 {
        guard offset < bytes.count else { throw failure("the message ends within a value") }
        defer { offset += 1 }
        return bytes[offset]
    }

    /// Whether the next value is of a kind, which is passed then.
    mutating func pass(_ kind: UInt8) -> Bool {
        guard offset < bytes.count, bytes[offset] == kind else { return false }
        offset += 1
        return true
    }

    mutating func word() throws(MarshalError) -> Int32 {
        guard bytes.count - offset >= 4 else { throw failure("the message ends within a number") }
        defer { offset += 4 }
        return Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))
    }

    /// A count of things that take at least `size` bytes each.
    mutating func count(ofSize size: Int) throws(MarshalError) -> Int {
        let count = Int(try word())
        guard count >= 0, count <= (bytes.count - offset) / size else {
            throw failure("a length of \(count), which is more than there is")
        }
        return count
    }

    /// The bytes of a string whose kind has been read.
    mutating func string() throws(MarshalError) -> UnsafeRawBufferPointer {
        let count = try count(ofSize: 1)
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + count)])
    }

    mutating func double() throws(MarshalError) -> Double {
        guard bytes.count - offset >= 8 else { throw failure("the message ends within a number") }
        defer { offset += 8 }
        return Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
    }

    /// The digits of a long number whose kind has been read, lowest first.
    mutating func digits() throws(MarshalError) -> (isNegative: Bool, digits: [UInt16]) {
        let size = Int(try word())
        let count = abs(size)
        guard count * 2 <= bytes.count - offset else { throw failure("a number of \(count) digits") }
        guard count <= Self.mostDigits else { throw failure("a number of more than \(Self.mostDigits * 15) bits") }
        var digits: [UInt16] = []
        for _ in 0..<count {
            let digit = UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
            guard digit < 1 << 15 else { throw failure("a digit that is none") }
            digits.append(digit)
            offset += 2
        }
        return (size < 0, digits)
    }

    /// Passes over the digits of a long number whose kind has been read, however many there are.
    private mutating func skipDigits() throws(MarshalError) {
        let count = abs(Int(try word()))
        guard count * 2 <= bytes.count - offset else { throw failure("a number of \(count) digits") }
        for _ in 0..<count {
            let digit = UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
            guard digit < 1 << 15 else { throw failure("a digit that is none") }
            offset += 2
        }
    }

    // MARK: - Values of one kind

    /// A whole number of at most 64 bits.
    package mutating func integer() throws(MarshalError) -> Int {
        switch try kind() {
        case Kind.int: return Int(try word())
        case Kind.long:
            let number = LongNumber(try digits())
            if let value = number.value { return value }
        default: break
        }
        offset -= 1
        throw failure("expected a whole number of 64 bits")
    }

    /// Text.
    package mutating func text() throws(MarshalError) -> String {
        guard try kind() == Kind.text else {
            offset -= 1
            throw failure("expected text")
        }
        return String(decoding: try string(), as: UTF8.self)
    }

    /// Begins a list; `count` values follow.
    package mutating func list() throws(MarshalError) -> Int {
        let kind = try kind()
        guard kind == Kind.list || kind == Kind.tuple else {
            offset -= 1
            throw failure("expected a list")
        }
        return try count(ofSize: 1)
    }

    /// Passes over a value, and checks it.
    package mutating func skip(depth: Int = 0) throws(MarshalError) {
        guard depth <= Self.deepest else { throw failure("values too deep in one another") }
        switch try kind() {
        case Kind.none, Kind.no, Kind.yes: break
        case Kind.int: _ = try word()
        case Kind.long: try skipDigits()
        case Kind.double: _ = try double()
        case Kind.bytes, Kind.text: _ = try string()
        case Kind.tuple, Kind.list, Kind.set, Kind.frozenSet:
            for _ in 0..<(try count(ofSize: 1)) { try skip(depth: depth + 1) }
        case Kind.dict:
            while !pass(Kind.null) {
                try skip(depth: depth + 1)
                try skip(depth: depth + 1)
            }
        default:
            offset -= 1
            throw failure("a value of a kind that workers do not send")
        }
    }
}

/// A whole number of any size.
struct LongNumber {
    let isNegative: Bool
    /// Digits to the base 2^15, lowest first.
    let digits: [UInt16]

    init(_ parts: (isNegative: Bool, digits: [UInt16])) {
        isNegative = parts.isNegative
        digits = parts.digits
    }

    /// The number; nil where it has more than 64 bits.
    var value: Int? {
        var number = 0
        for digit in digits.reversed() {
            let (shifted, tooBig) = number.multipliedReportingOverflow(by: 1 << 15)
            let (next, tooFar) =
                isNegative
                ? shifted.subtractingReportingOverflow(Int(digit)) : shifted.addingReportingOverflow(Int(digit))
            guard !tooBig, !tooFar else { return nil }
            number = next
        }
        return number
    }

    /// Its decimal digits.
    var text: String {
        // Groups of nine digits, lowest first.
        var groups: [UInt64] = [0]
        for digit in digits.reversed() {
            var carry = UInt64(digit)
            for index in groups.indices {
                let sum = groups[index] << 15 + carry
                (carry, groups[index]) = sum.quotientAndRemainder(dividingBy: 1_000_000_000)
            }
            if carry > 0 { groups.append(carry) }
        }
        let rest = groups.dropLast().reversed().map { group in
            String(repeating: "0", count: 9 - String(group).count) + String(group)
        }
        return (isNegative ? "-" : "") + String(groups.last ?? 0) + rest.joined()
    }
}
