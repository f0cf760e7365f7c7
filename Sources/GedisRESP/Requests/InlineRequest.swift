/// A request typed as a line of text, as by `nc` or `telnet`.
///
/// Words stand between spaces; `"…"` holds the escapes `\n \r \t \b \a \\ \" \xHH`, `'…'` only `\'`. Source: Redis'
/// `sdssplitargs`.
package enum InlineRequest {
    /// The line's words, or nil when a quote is not closed or something follows a closing quote.
    package static func words(in line: [UInt8]) -> [[UInt8]]? {
        line.withUnsafeBytes { words(in: $0[...]) }
    }

    /// The line's words, or nil when a quote is not closed or something follows a closing quote.
    static func words(in line: Slice<UnsafeRawBufferPointer>) -> [[UInt8]]? {
        var words: [[UInt8]] = []
        var rest = line
        while true {
            rest = rest.drop(while: isSpace)
            guard !rest.isEmpty else { return words }
            guard let word = takeWord(from: &rest) else { return nil }
            words.append(word)
        }
    }

    private static func takeWord(from rest: inout Slice<UnsafeRawBufferPointer>) -> [UInt8]? {
        var word: [UInt8] = []
        while let byte = rest.first, !isSpace(byte) {
            rest.removeFirst()
            switch byte {
            case UInt8(ascii: "\""):
                guard takeQuoted(from: &rest, into: &word) else { return nil }
                return rest.first.map(isSpace) ?? true ? word : nil
            case UInt8(ascii: "'"):
                guard takeSingleQuoted(from: &rest, into: &word) else { return nil }
                return rest.first.map(isSpace) ?? true ? word : nil
            default:
                word.append(byte)
            }
        }
        return word
    }

    private static func takeQuoted(from rest: inout Slice<UnsafeRawBufferPointer>, into word: inout [UInt8]) -> Bool {
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return true }
            guard byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() else {
                word.append(byte)
                continue
            }
            switch escaped {
            case UInt8(ascii: "n"): word.append(0x0A)
            case UInt8(ascii: "r"): word.append(0x0D)
            case UInt8(ascii: "t"): word.append(0x09)
            case UInt8(ascii: "b"): word.append(0x08)
            case UInt8(ascii: "a"): word.append(0x07)
            case UInt8(ascii: "x"):
                let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
                if digits.count == 2 {
                    word.append(UInt8(digits[0] << 4 | digits[1]))
                    rest.removeFirst(2)
                } else {
                    word.append(escaped)
                }
            default: word.append(escaped)
            }
        }
        return false
    }

    private static func takeSingleQuoted(
        from rest: inout Slice<UnsafeRawBufferPointer>, into word: inout [UInt8]
    ) -> Bool {
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "'") { return true }
            if byte == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "'") {
                rest.removeFirst()
                word.append(UInt8(ascii: "'"))
            } else {
                word.append(byte)
            }
        }
        return false
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) || byte == 0 }
}
