/// Takes one JSON text apart, strictly by RFC 8259. What its values become is up to whoever reads it.
package struct JSONScanner {
    /// Where and why a text is no JSON, or none that is read here.
    package struct Failure: Error, CustomStringConvertible {
        /// The byte.
        package let offset: Int
        /// The reason.
        package let reason: String
        /// Whether the text may be JSON, but holds more values than are read.
        package var isOverLimit = false

        /// The place and the reason.
        package var description: String { "at byte \(offset): \(reason)" }
    }

    /// What a value begins with; where it is no list, that is all of it.
    package enum Token {
        case null
        case boolean(Bool)
        /// A number, digit for digit.
        case number(String)
        case string(JSONString)
        /// `elements` follows.
        case array
        /// `members` follows.
        case object
    }

    /// How deep values may lie in one another, and how many more there may be.
    private let deepest: Int
    private var left: Int
    private let bytes: [UInt8]
    private var offset = 0
    private var depth = 0

    /// Begins to read a text.
    ///
    /// - Parameters:
    ///   - bytes: the text
    ///   - deepest: how deep values may lie in one another
    ///   - mostValues: how many values there may be, those that hold others among them
    package init(_ bytes: [UInt8], deepest: Int, mostValues: Int = .max) {
        self.bytes = bytes
        self.deepest = deepest
        left = mostValues
    }

    /// Says that what was read last may not be there.
    package func failure(_ reason: String) -> Failure { Failure(offset: offset, reason: reason) }

    /// Reads what the next value begins with.
    ///
    /// - Throws: `Failure` where no value begins, or there are too many.
    package mutating func next() throws(Failure) -> Token {
        guard left > 0 else { throw Failure(offset: offset, reason: "too many values", isOverLimit: true) }
        left -= 1
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    /// Reads an array after its token.
    ///
    /// - Parameter element: reads one element
    /// - Throws: `Failure` where it is none, or nests too deep.
    package mutating func elements(_ element: (inout JSONScanner) throws(Failure) -> Void) throws(Failure) {
        try list(UInt8(ascii: "]"), element)
    }

    /// Reads an object after its token.
    ///
    /// - Parameter member: reads the value of one member, whose name it is handed
    /// - Throws: `Failure` where it is none, or nests too deep.
    package mutating func members(
        _ member: (inout JSONScanner, JSONString) throws(Failure) -> Void
    ) throws(Failure) {
        try list(UInt8(ascii: "}")) { scanner throws(Failure) in
            scanner.skipSpace()
            let name = try scanner.string()
            scanner.skipSpace()
            guard scanner.take(UInt8(ascii: ":")) else { throw scanner.failure("expected ':'") }
            try member(&scanner, name)
        }
    }

    /// Ends the text.
    ///
    /// - Throws: `Failure` where another value follows.
    package mutating func end() throws(Failure) {
        skipSpace()
        guard peek == nil else { throw failure("more than one value") }
    }

    private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        offset += 1
        return true
    }

    private mutating func list(
        _ end: UInt8, _ item: (inout JSONScanner) throws(Failure) -> Void
    ) throws(Failure) {
        guard depth < deepest else { throw failure("nested too deep") }
        depth += 1
        offset += 1
        skipSpace()
        if !take(end) {
            repeat {
                try item(&self)
                skipSpace()
            } while take(UInt8(ascii: ","))
            guard take(end) else { throw failure("expected ',' or '\(Unicode.Scalar(end))'") }
        }
        depth -= 1
    }

    private mutating func word(_ word: String, _ token: Token) throws(Failure) -> Token {
        guard bytes[offset...].starts(with: word.utf8) else { throw failure("expected a value") }
        offset += word.utf8.count
        return token
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

extension JSONScanner {
    private mutating func string() throws(Failure) -> JSONString {
        guard take(UInt8(ascii: "\"")) else { throw failure("expected a string") }
        // Most strings have no escapes, and are their bytes.
        let head = try piece()
        if take(UInt8(ascii: "\"")) { return .text(head) }
        var units = Array(head.utf16)
        while !take(UInt8(ascii: "\"")) {
            if take(UInt8(ascii: "\\")) {
                units.append(try escape())
            } else {
                let piece = try piece()
                guard !piece.isEmpty else { throw failure("a string without end, or a control character in one") }
                units.append(contentsOf: piece.utf16)
            }
        }
        return String(validating: units, as: UTF16.self).map(JSONString.text) ?? .broken(units)
    }

    /// The bytes up to a quote, an escape or what may not be in a string.
    private mutating func piece() throws(Failure) -> String {
        let start = offset
        while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { offset += 1 }
        guard let text = String(validating: bytes[start..<offset], as: UTF8.self) else {
            throw Failure(offset: start, reason: "a string that is not UTF-8")
        }
        return text
    }

    private mutating func escape() throws(Failure) -> UInt16 {
        guard let byte = peek else { throw failure("a string without end") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UInt16(byte)
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "u"):
            let digits = bytes[offset...].prefix(4)
            guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
            else { throw failure("expected four hexadecimal digits") }
            offset += 4
            return unit
        default: throw failure("unknown escape")
        }
    }
}
