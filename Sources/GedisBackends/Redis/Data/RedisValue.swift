import GedisKit

/// A scalar in bytes that say its type themselves: as messages of changes have it, and as hashes did before they had
/// notes (`RedisField`).
///
/// Text is as it is. Any other type begins with the byte 0xFF, which is in no UTF-8 text, and a letter: `i` and `d` with
/// the number in decimal digits, `b` with 0 or 1, `x` with the bytes.
enum RedisValue {
    private static let mark: UInt8 = 0xFF

    /// The bytes of a scalar.
    static func bytes(_ scalar: Scalar) -> [UInt8] {
        switch scalar {
        case .string(let text): Array(text.utf8)
        case .integer(let number): marked("i", "\(number)".utf8)
        case .double(let number): marked("d", "\(number)".utf8)
        case .boolean(let truth): marked("b", (truth ? "1" : "0").utf8)
        case .bytes(let bytes): marked("x", bytes)
        }
    }

    /// Reads what `bytes` made. What another program wrote comes back as text, or as bytes where it is not UTF-8.
    static func scalar(_ bytes: [UInt8]) -> Scalar {
        guard bytes.count >= 2, bytes[0] == mark else {
            return String(validating: bytes, as: UTF8.self).map(Scalar.string) ?? .bytes(bytes)
        }
        let content = bytes.dropFirst(2)
        let text = String(decoding: content, as: UTF8.self)
        let scalar: Scalar? =
            switch Unicode.Scalar(bytes[1]) {
            case "i": Int(text).map(Scalar.integer)
            case "d": Double(text).map(Scalar.double)
            case "b": ["0": false, "1": true][text].map(Scalar.boolean)
            case "x": .bytes(Array(content))
            default: nil
            }
        return scalar ?? .bytes(bytes)
    }

    private static func marked(_ type: Unicode.Scalar, _ content: some Sequence<UInt8>) -> [UInt8] {
        [mark, UInt8(ascii: type)] + content
    }
}
