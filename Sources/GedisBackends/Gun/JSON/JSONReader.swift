/// Reads one JSON text strictly by RFC 8259.
///
/// GUN servers send bare tokens such as `-Infinity`; a frame with one is no JSON, and only that frame is lost.
struct JSONReader {
    /// Where and why a text is no JSON.
    struct Failure: Error {
        let offset: Int
        let reason: String
    }

    /// How deep values may lie in one another; GUN's own go 5 deep.
    private static let deepest = 64

    private let bytes: [UInt8]
    private var offset = 0
    private var depth = 0

    /// The value that a text holds.
    ///
    /// - Throws: `Failure` where it is no JSON, has more than one value or nests too deep.
    static func read(_ bytes: [UInt8]) throws(Failure) -> JSON {
        var reader = JSONReader(bytes: bytes)
        let value = try reader.value()
        reader.skipSpace()
        guard reader.peek == nil else { throw reader.failure("more than one value") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private func failure(_ reason: String) -> Failure { Failure(offset: offset, reason: reason) }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    private mutating func take(_ byte: Character) -> Bool {
        guard peek == byte.asciiValue else { return false }
        offset += 1
        return true
    }

    private mutating func value() throws(Failure) -> JSON {
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return .object(try nested { reader throws(Failure) in try reader.members() })
        case UInt8(ascii: "["): return .array(try nested { reader throws(Failure) in try reader.elements() })
        case UInt8(ascii: "\""): return try string()
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func nested<R>(_ body: (inout JSONReader) throws(Failure) -> R) throws(Failure) -> R {
        guard depth < Self.deepest else { throw failure("nested too deep") }
        depth += 1
        offset += 1
        let result = try body(&self)
        depth -= 1
        return result
    }

    private mutating func members() throws(Failure) -> [JSON.Member] {
        var members: [JSON.Member] = []
        skipSpace()
        if take("}") { return members }
        repeat {
            skipSpace()
            let name =
                switch try string() {
                case .string(let text): text
                case .brokenString(let units): String(decoding: units, as: UTF16.self)
                default: ""
                }
            skipSpace()
            guard take(":") else { throw failure("expected ':'") }
            members.append(JSON.Member(name, try value()))
            skipSpace()
        } while take(",")
        guard take("}") else { throw failure("expected ',' or '}'") }
        return members
    }

    private mutating func elements() throws(Failure) -> [JSON] {
        var elements: [JSON] = []
        skipSpace()
        if take("]") { return elements }
        repeat {
            elements.append(try value())
            skipSpace()
        } while take(",")
        guard take("]") else { throw failure("expected ',' or ']'") }
        return elements
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(Failure) -> JSON {
        let text = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard bytes[offset...].starts(with: text) else { throw failure("expected a value") }
        offset += text.count
        return value
    }
}

// MARK: - Numbers and strings

extension JSONReader {
    private mutating func digits() -> Int {
        let start = offset
        while let byte = peek, byte >= 0x30, byte <= 0x39 { offset += 1 }
        return offset - start
    }

    private mutating func number() throws(Failure) -> Double {
        let start = offset
        _ = take("-")
        let first = peek
        let whole = digits()
        guard whole == 1 || (whole > 1 && first != UInt8(ascii: "0")) else { throw failure("expected a value") }
        if take("."), digits() == 0 { throw failure("expected a digit") }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            guard digits() > 0 else { throw failure("expected a digit") }
        }
        // What is too big for a double is infinite, as in JavaScript; no GUN value is.
        guard let number = Double(String(decoding: bytes[start..<offset], as: UTF8.self)) else {
            throw failure("not a number")
        }
        return number
    }

    private mutating func string() throws(Failure) -> JSON {
        guard take("\"") else { throw failure("expected a string") }
        // Without escapes, a string is its bytes.
        let start = offset
        while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { offset += 1 }
        let head = bytes[start..<offset]
        if take("\"") {
            guard let text = String(validating: head, as: UTF8.self) else { throw failure("not UTF-8") }
            return .string(text)
        }
        var units = Array(String(decoding: head, as: UTF8.self).utf16)
        while let byte = peek, byte >= 0x20 {
            if take("\"") {
                return String(validating: units, as: UTF16.self).map(JSON.string) ?? .brokenString(units)
            } else if take("\\") {
                units.append(try escape())
            } else {
                let start = offset
                while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
                    offset += 1
                }
                units.append(contentsOf: String(decoding: bytes[start..<offset], as: UTF8.self).utf16)
            }
        }
        throw failure("a string without end, or a control character in one")
    }

    private mutating func escape() throws(Failure) -> UInt16 {
        guard let byte = peek else { throw failure("a string without end") }
        offset += 1
        switch Character(UnicodeScalar(byte)) {
        case "\"", "\\", "/": return UInt16(byte)
        case "b": return 0x08
        case "f": return 0x0C
        case "n": return 0x0A
        case "r": return 0x0D
        case "t": return 0x09
        case "u":
            let digits = bytes[offset...].prefix(4)
            guard digits.count == 4, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
                let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
            else { throw failure("expected four hexadecimal digits") }
            offset += 4
            return unit
        default: throw failure("unknown escape")
        }
    }
}
