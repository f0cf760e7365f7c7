// Text, numbers and truth values in JSON, and its bytes.

extension PlainJSON {
    /// Reads a string.
    mutating func string() -> String? {
        guard let (bytes, isASCII) = plainString() else { return escapedString() }
        if isASCII { return String(copying: UTF8Span(unchecked: bytes.span, isKnownASCII: true)) }
        guard let text = try? UTF8Span(validating: bytes.span) else { return nil }
        return String(copying: text)
    }

    @inline(never)
    private mutating func escapedString() -> String? {
        guard peek() == UInt8(ascii: "\"") else { return nil }
        let start = next + 1
        var place = start
        while place < end, place.pointee != UInt8(ascii: "\"") {
            guard place.pointee >= 0x20 else { return nil }
            guard place.pointee == UInt8(ascii: "\\") else {
                place += 1
                continue
            }
            guard end - place > 1 else { return nil }
            if JSONString.unit(ofEscape: place[1]) != nil {
                place += 2
            } else {
                guard end - place > 5, place[1] == UInt8(ascii: "u"),
                    (2...5).allSatisfy({ JSONString.isHexadecimal(place[$0]) })
                else { return nil }
                place += 6
            }
        }
        guard place < end else { return nil }
        let bytes = UnsafeBufferPointer(start: start, count: place - start)
        guard (try? UTF8Span(validating: bytes.span)) != nil,
            case .text(let text) = JSONString(escaped: UnsafeRawBufferPointer(bytes))
        else { return nil }
        next = place + 1
        return text
    }

    /// Reads a whole number of at most 18 digits.
    @usableFromInline
    mutating func integer() -> Int64? {
        let isNegative = peek() == UInt8(ascii: "-")
        if isNegative { next += 1 }
        let start = next
        let number = digits(0)
        guard isWhole(from: start), next - start <= 18 else { return nil }
        return isNegative ? -number : number
    }

    /// Reads a number, with a fraction or without.
    mutating func double() -> Double? {
        let isNegative = peek() == UInt8(ascii: "-")
        let first = next
        if isNegative { next += 1 }
        let start = next
        var number = digits(0)
        guard isWhole(from: start) else { return nil }
        var count = next - start
        var fraction = 0
        if next < end, next.pointee == UInt8(ascii: ".") {
            next += 1
            let start = next
            number = digits(number)
            fraction = next - start
            guard fraction > 0 else { return nil }
            count += fraction
        }
        // Up to here both are exact, and so is what a division of them is rounded to.
        if count <= 15, next == end || next.pointee | 0x20 != UInt8(ascii: "e") {
            let number = Double(number) / Self.powers[fraction]
            return isNegative ? -number : number
        }
        return longDouble(from: first)
    }

    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    /// Reads a number of many digits or with an exponent, whose part before that has been read.
    private mutating func longDouble(from first: UnsafePointer<UInt8>) -> Double? {
        if next < end, next.pointee | 0x20 == UInt8(ascii: "e") {
            next += 1
            if next < end, next.pointee == UInt8(ascii: "+") || next.pointee == UInt8(ascii: "-") { next += 1 }
            let start = next
            _ = digits(0)
            guard next > start else { return nil }
        }
        let text = String(decoding: UnsafeBufferPointer(start: first, count: next - first), as: UTF8.self)
        guard let number = Double(text), number.isFinite else { return nil }
        return number
    }

    /// Reads `true` or `false`.
    mutating func boolean() -> Bool? { peek() == UInt8(ascii: "t") ? word("true", true) : word("false", false) }

    /// Whether the value is `null`, which is passed then.
    @usableFromInline
    mutating func null() -> Bool { peek() == UInt8(ascii: "n") && word("null", true) ?? false }
}

// MARK: - Bytes

extension PlainJSON {
    /// The next byte that is no white space; 0 at the end and for what stands nowhere outside of strings.
    @inline(__always)
    mutating func peek() -> UInt8 {
        while next < end {
            let byte = next.pointee
            if byte > 0x20 { return byte }
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return 0 }
            next += 1
        }
        return 0
    }

    private mutating func word(_ word: StaticString, _ meaning: Bool) -> Bool? {
        let count = word.utf8CodeUnitCount
        guard end - next >= count,
            UInt64(loading: next, count: 4) == UInt64(loading: word.utf8Start, count: 4),
            next[count - 1] == word.utf8Start[count - 1]
        else { return nil }
        next += count
        return meaning
    }

    /// Whether the digits of a whole number end here that began at `start`.
    @inline(__always)
    private func isWhole(from start: UnsafePointer<UInt8>) -> Bool {
        next - start == 1 || (next > start && start.pointee != UInt8(ascii: "0"))
    }

    /// Passes digits.
    ///
    /// - Parameter number: a number
    /// - Returns: the number with the digits behind its own; of more than 18 nothing that is of use.
    @inline(__always)
    private mutating func digits(_ number: Int64) -> Int64 {
        var number = number
        while next < end {
            let digit = next.pointee &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            number = number &* 10 &+ Int64(digit)
            next += 1
        }
        return number
    }

    /// Passes a string without escapes.
    ///
    /// - Returns: its bytes, and whether all of them are ASCII; nil where it has an escape or is none.
    @inline(__always)
    mutating func plainString() -> (UnsafeBufferPointer<UInt8>, isASCII: Bool)? {
        guard peek() == UInt8(ascii: "\"") else { return nil }
        let start = next + 1
        var place = start
        var seen: UInt64 = 0
        // Eight bytes at a time, as long as so many are there.
        while end - place >= 8 {
            let word = UInt64(littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
            let ends = Self.ends(word)
            if ends != 0 {
                let bits = ends.trailingZeroBitCount & ~7
                seen |= word & (1 &<< UInt64(bits) &- 1)
                return finish(start, place + bits / 8, seen)
            }
            seen |= word
            place += 8
        }
        while place < end {
            let byte = place.pointee
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
            seen |= UInt64(byte)
            place += 1
        }
        return finish(start, place, seen)
    }

    @inline(__always)
    private mutating func finish(
        _ start: UnsafePointer<UInt8>, _ place: UnsafePointer<UInt8>, _ seen: UInt64
    ) -> (UnsafeBufferPointer<UInt8>, isASCII: Bool)? {
        guard place < end, place.pointee == UInt8(ascii: "\"") else { return nil }
        next = place + 1
        return (UnsafeBufferPointer(start: start, count: place - start), seen & Self.highBits == 0)
    }

    private static var ones: UInt64 { 0x0101_0101_0101_0101 }
    private static var highBits: UInt64 { 0x8080_8080_8080_8080 }

    /// The high bits of a word's bytes that are a quote, a backslash or a control character. Of those above the lowest of
    /// them, some may be none.
    @inline(__always)
    private static func ends(_ word: UInt64) -> UInt64 {
        let quotes = word ^ (ones &* 0x22)
        let slashes = word ^ (ones &* 0x5C)
        return (((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes) | ((word &- ones &* 0x20) & ~word))
            & highBits
    }
}
