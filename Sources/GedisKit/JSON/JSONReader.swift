/// Reads one JSON text into the table of a `JSONText`, strictly by RFC 8259, without recursion.
struct JSONReader {
    private let bytes: UnsafeRawBufferPointer
    private let deepest: Int
    private var left: Int
    private var offset = 0

    init(bytes: UnsafeRawBufferPointer, deepest: Int, mostValues: Int) {
        self.bytes = bytes
        self.deepest = deepest
        left = mostValues
    }

    /// Stands for the list around the text's own value.
    private static let none = UInt32.max

    /// Reads the text.
    ///
    /// - Throws: `JSONText.Failure` where it is no JSON, has more than one value, nests too deep or holds too many values.
    mutating func read(into text: JSONText) throws(JSONText.Failure) {
        try checkEncoding()
        var list = Self.none
        var depth = 0
        values: while true {
            let isList = try value(text, list)
            if isList {
                guard depth < deepest else { throw failure("nested too deep") }
                depth += 1
                list = UInt32(text.count - 1)
                offset += 1
                skipSpace()
                if !isEnd(of: text[Int(list)].kind) {
                    if text[Int(list)].kind == .object { try name(text) }
                    continue values
                }
            } else if list != Self.none {
                text[Int(list)].count += 1
            }
            // The end of a value: what is around it goes on or ends with it.
            while list != Self.none {
                skipSpace()
                let kind = text[Int(list)].kind
                if isEnd(of: kind) {
                    offset += 1
                    depth -= 1
                    let around = text[Int(list)].next
                    text[Int(list)].end = UInt32(offset)
                    text[Int(list)].next = UInt32(text.count)
                    list = around
                    if list != Self.none { text[Int(list)].count += 1 }
                } else if peek == UInt8(ascii: ",") {
                    offset += 1
                    skipSpace()
                    if kind == .object { try name(text) }
                    continue values
                } else {
                    throw failure("expected ',' or '\(kind == .object ? "}" : "]")'")
                }
            }
            break
        }
        skipSpace()
        guard peek == nil else { throw failure("more than one value") }
    }

    /// Reads a value, or the beginning of a list.
    ///
    /// - Returns: whether it is a list, whose bracket is the next byte.
    private mutating func value(_ text: JSONText, _ list: UInt32) throws(JSONText.Failure) -> Bool {
        guard left > 0 else { throw JSONText.Failure(offset: offset, reason: "too many values", isOverLimit: true) }
        left -= 1
        skipSpace()
        switch peek {
        case UInt8(ascii: "\""): try string(text)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            let kind: JSONText.Kind = peek == UInt8(ascii: "{") ? .object : .array
            text.add(JSONText.Node(kind: kind, hasEscapes: false, start: UInt32(offset), next: list))
            return true
        case UInt8(ascii: "t"): try word("true", .yes, text)
        case UInt8(ascii: "f"): try word("false", .no, text)
        case UInt8(ascii: "n"): try word("null", .null, text)
        default: try number(text)
        }
        return false
    }

    private mutating func name(_ text: JSONText) throws(JSONText.Failure) {
        guard peek == UInt8(ascii: "\"") else { throw failure("expected a string") }
        try string(text)
        skipSpace()
        guard peek == UInt8(ascii: ":") else { throw failure("expected ':'") }
        offset += 1
    }

    private func isEnd(of kind: JSONText.Kind) -> Bool {
        peek == (kind == .object ? UInt8(ascii: "}") : UInt8(ascii: "]"))
    }

    // MARK: - Bytes

    private var peek: UInt8? {
        @inline(__always) get { offset < bytes.count ? bytes[offset] : nil }
    }

    @inline(__always)
    private mutating func skipSpace() {
        while let byte = peek, byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            offset += 1
        }
    }

    private func failure(_ reason: String) -> JSONText.Failure { JSONText.Failure(offset: offset, reason: reason) }

    /// All of the text is UTF-8, or none of it is read.
    private func checkEncoding() throws(JSONText.Failure) {
        guard bytes.count < Int(UInt32.max) else { throw failure("more than 4 GB") }
        let failure: JSONText.Failure? = {
            do throws(UTF8.ValidationError) {
                _ = try UTF8Span(validating: bytes.bindMemory(to: UInt8.self).span)
                return nil
            } catch {
                return JSONText.Failure(offset: error.byteOffsets.lowerBound, reason: "bytes that are not UTF-8")
            }
        }()
        if let failure { throw failure }
    }

    // MARK: - Scalars

    private mutating func word(
        _ word: StaticString, _ kind: JSONText.Kind, _ text: JSONText
    ) throws(JSONText.Failure) {
        let count = word.utf8CodeUnitCount
        guard bytes.count - offset >= count else { throw failure("expected a value") }
        for index in 0..<count where bytes[offset + index] != word.utf8Start[index] {
            throw failure("expected a value")
        }
        add(kind, from: offset, to: offset + count, text)
        offset += count
    }

    private mutating func number(_ text: JSONText) throws(JSONText.Failure) {
        let start = offset
        if peek == UInt8(ascii: "-") { offset += 1 }
        let first = peek
        let whole = digits()
        guard whole == 1 || (whole > 1 && first != UInt8(ascii: "0")) else { throw failure("expected a value") }
        if peek == UInt8(ascii: ".") {
            offset += 1
            guard digits() > 0 else { throw failure("expected a digit") }
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            offset += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { offset += 1 }
            guard digits() > 0 else { throw failure("expected a digit") }
        }
        add(.number, from: start, to: offset, text)
    }

    private mutating func digits() -> Int {
        let start = offset
        while let byte = peek, byte >= 0x30, byte <= 0x39 { offset += 1 }
        return offset - start
    }

    private mutating func string(_ text: JSONText) throws(JSONText.Failure) {
        offset += 1
        let start = offset
        var hasEscapes = false
        while let byte = peek, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw failure("a control character in a string") }
            offset += 1
            guard byte == UInt8(ascii: "\\") else { continue }
            hasEscapes = true
            try escape()
        }
        guard peek != nil else { throw failure("a string without end") }
        add(.string, from: start, to: offset, hasEscapes: hasEscapes, text)
        offset += 1
    }

    /// Passes over what follows a backslash.
    private mutating func escape() throws(JSONText.Failure) {
        switch peek {
        case nil: throw failure("a string without end")
        case UInt8(ascii: "u"):
            let digits = bytes[offset...].dropFirst().prefix(4)
            guard digits.count == 4, digits.allSatisfy(JSONString.isHexadecimal) else {
                throw failure("expected four hexadecimal digits")
            }
            offset += 5
        case let byte? where JSONString.unit(ofEscape: byte) != nil: offset += 1
        default: throw failure("unknown escape")
        }
    }

    @inline(__always)
    private func add(
        _ kind: JSONText.Kind, from start: Int, to end: Int, hasEscapes: Bool = false, _ text: JSONText
    ) {
        text.add(
            JSONText.Node(
                kind: kind, hasEscapes: hasEscapes, start: UInt32(truncatingIfNeeded: start),
                end: UInt32(truncatingIfNeeded: end)))
    }
}
