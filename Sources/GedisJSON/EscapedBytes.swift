import GedisKit

/// Any bytes as text, and back; of two different ones the texts differ.
///
/// Most are UTF-8 and are their own text. In what is not, and in the little text in which `\x` stands before two
/// hexadecimal digits, everything but printable ASCII is escaped as redis-cli prints it: `\xff` is a byte, `\\` a
/// backslash. So `\x` and two digits in a text say that it is escaped.
package enum EscapedBytes {
    /// The text of bytes.
    package static func text(of bytes: [UInt8]) -> String {
        if !holdsEscape(bytes), let text = String(validating: bytes, as: UTF8.self) { return text }
        return String(QuotedBytes(bytes).description.dropFirst().dropLast())
    }

    /// The bytes of a text; nil where a backslash in it begins no escape although it is escaped.
    package static func bytes(of text: String) -> [UInt8]? {
        let bytes = Array(text.utf8)
        guard holdsEscape(bytes) else { return bytes }
        var result: [UInt8] = []
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                continue
            }
            guard let byte = takeEscape(from: &rest) else { return nil }
            result.append(byte)
        }
        return result
    }

    /// Takes what follows a backslash.
    private static func takeEscape(from rest: inout ArraySlice<UInt8>) -> UInt8? {
        switch rest.popFirst() {
        case UInt8(ascii: "\\"): UInt8(ascii: "\\")
        case UInt8(ascii: "\""): UInt8(ascii: "\"")
        case UInt8(ascii: "a"): 0x07
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "x"): takeByte(from: &rest)
        default: nil
        }
    }

    private static func takeByte(from rest: inout ArraySlice<UInt8>) -> UInt8? {
        guard let high = rest.popFirst().flatMap(value(of:)), let low = rest.popFirst().flatMap(value(of:)) else {
            return nil
        }
        return high << 4 | low
    }

    /// Whether `\x` stands before two hexadecimal digits somewhere.
    private static func holdsEscape(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while let backslash = rest.firstIndex(of: UInt8(ascii: "\\")) {
            rest = rest[(backslash + 1)...]
            let next = rest.prefix(3)
            if next.count == 3, next.first == UInt8(ascii: "x"), next.dropFirst().allSatisfy({ value(of: $0) != nil }) {
                return true
            }
        }
        return false
    }

    /// What a hexadecimal digit stands for; nil for anything else.
    private static func value(of digit: UInt8) -> UInt8? {
        Character(Unicode.Scalar(digit)).hexDigitValue.map { UInt8($0) }
    }
}
