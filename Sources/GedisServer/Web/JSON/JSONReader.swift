import GedisKit

/// Reads one JSON text strictly by RFC 8259. A number keeps its digits, as a big number: `1e400` and
/// `9007199254740993` reach the command as they were written.
struct JSONReader {
    /// Where and why a text is no JSON.
    struct Failure: Error, CustomStringConvertible {
        let offset: Int
        let reason: String

        var description: String { "at byte \(offset): \(reason)" }
    }

    /// How deep values may lie in one another; a call's lie three deep.
    private static let deepest = 16

    private let bytes: [UInt8]
    private var offset = 0
    private var depth = 0

    /// The value that a text holds.
    ///
    /// - Throws: `Failure` where it is no JSON, has more than one value or nests too deep.
    static func read(_ bytes: [UInt8]) throws(Failure) -> Value {
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

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        offset += 1
        return true
    }

    private mutating func value() throws(Failure) -> Value {
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"):
            return .map(try list(UInt8(ascii: "}")) { reader throws(Failure) in try reader.entry() })
        case UInt8(ascii: "["):
            return .array(try list(UInt8(ascii: "]")) { reader throws(Failure) in try reader.value() })
        case UInt8(ascii: "\""): return .bulk(try string())
        case UInt8(ascii: "t"): return try word("true", true)
        case UInt8(ascii: "f"): return try word("false", false)
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .bigNumber(try number())
        }
    }

    private mutating func list<Element>(
        _ end: UInt8, _ element: (inout JSONReader) throws(Failure) -> Element
    ) throws(Failure) -> [Element] {
        guard depth < Self.deepest else { throw failure("nested too deep") }
        depth += 1
        offset += 1
        defer { depth -= 1 }
        var elements: [Element] = []
        skipSpace()
        if take(end) { return elements }
        repeat {
            elements.append(try element(&self))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(end) else { throw failure("expected ',' or '\(Unicode.Scalar(end))'") }
        return elements
    }

    private mutating func entry() throws(Failure) -> Value.Entry {
        skipSpace()
        let key = try string()
        skipSpace()
        guard take(UInt8(ascii: ":")) else { throw failure("expected ':'") }
        return Value.Entry(.bulk(key), try value())
    }

    private mutating func word(_ word: String, _ value: Value) throws(Failure) -> Value {
        guard bytes[offset...].starts(with: word.utf8) else { throw failure("expected a value") }
        offset += word.utf8.count
        return value
    }

    private mutating func digits() -> Int {
        let start = offset
        while let byte = peek, byte >= 0x30, byte <= 0x39 { offset += 1 }
        return offset - start
    }

    private mutating func number() throws(Failure) -> String {
        let start = offset
        _ = take(UInt8(ascii: "-"))
        let first = peek
        let whole = digits()
        guard whole == 1 || (whole > 1 && first != UInt8(ascii: "0")) else { throw failure("expected a value") }
        if take(UInt8(ascii: ".")), digits() == 0 { throw failure("expected a digit") }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
            guard digits() > 0 else { throw failure("expected a digit") }
        }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }
}

// MARK: - Strings

extension JSONReader {
    private mutating func string() throws(Failure) -> [UInt8] {
        guard take(UInt8(ascii: "\"")) else { throw failure("expected a string") }
        let start = offset
        var text: [UInt8] = []
        while let byte = peek, byte >= 0x20 {
            offset += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard String(validating: text, as: UTF8.self) != nil else {
                    throw Failure(offset: start, reason: "a string that is not UTF-8")
                }
                return text
            case UInt8(ascii: "\\"): text += try escape()
            default: text.append(byte)
            }
        }
        throw failure("a string without end, or a control character in one")
    }

    private mutating func escape() throws(Failure) -> [UInt8] {
        guard let byte = peek else { throw failure("a string without end") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            var units = [try unit()]
            if UTF16.isLeadSurrogate(units[0]), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
                units.append(try unit())
            }
            guard let text = String(validating: units, as: UTF16.self) else { throw failure("half a character") }
            return Array(text.utf8)
        default: throw failure("unknown escape")
        }
    }

    private mutating func unit() throws(Failure) -> UInt16 {
        let digits = bytes[offset...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw failure("expected four hexadecimal digits") }
        offset += 4
        return unit
    }
}
