/// Base64 of RFC 4648, §4.
package enum Base64 {
    private static let digits: [UInt8] = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// What each byte stands for as a digit; 0xFF for one that is none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }()

    private static let padding = UInt8(ascii: "=")

    /// Writes bytes, with padding.
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var group: UInt32 = 0
        var count = 0
        for byte in bytes {
            group = group << 8 | UInt32(byte)
            count += 1
            guard count == 3 else { continue }
            for shift in [18, 12, 6, 0] { text.append(digits[Int(group >> UInt32(shift) & 63)]) }
            (group, count) = (0, 0)
        }
        if count == 1 {
            text += [digits[Int(group >> 2)], digits[Int(group << 4 & 63)], padding, padding]
        } else if count == 2 {
            text += [digits[Int(group >> 10)], digits[Int(group >> 4 & 63)], digits[Int(group << 2 & 63)], padding]
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - text: the text
    ///   - isPaddingRequired: whether `=` must fill the last group; HTTP clients leave it out
    /// - Returns: the bytes; nil where it is no base64.
    package static func decode(_ text: some StringProtocol, isPaddingRequired: Bool = true) -> [UInt8]? {
        let given = text.utf8
        let digits = given.prefix { $0 != padding }
        let missing = (4 - digits.count % 4) % 4
        let filled = given.dropFirst(digits.count)
        guard missing <= 2, filled.allSatisfy({ $0 == padding }),
            filled.count == missing || (filled.count < missing && !isPaddingRequired)
        else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 4 * 3 + 2)
        var group: UInt32 = 0
        var bits = 0
        for digit in digits {
            let value = values[Int(digit)]
            guard value != 0xFF else { return nil }
            group = group << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
            }
        }
        // The bits that are left over belong to no byte.
        return bytes
    }
}
