internal import COpenSSL

/// Base64 of RFC 4648, §4.
package enum Base64 {
    /// Writes bytes, with padding.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
        let length = EVP_EncodeBlock(&text, bytes, Int32(bytes.count))
        return String(decoding: text.prefix(Int(length)), as: UTF8.self)
    }

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - text: the text
    ///   - isPaddingRequired: whether `=` must fill the last group; HTTP clients leave it out
    /// - Returns: the bytes; nil where it is no base64.
    package static func decode(_ text: some StringProtocol, isPaddingRequired: Bool = true) -> [UInt8]? {
        let digits = text.utf8.prefix { $0 != UInt8(ascii: "=") }
        let padding = (4 - digits.count % 4) % 4
        let given = text.utf8.dropFirst(digits.count)
        guard padding <= 2, given.allSatisfy({ $0 == UInt8(ascii: "=") }),
            given.count == padding || (given.count < padding && !isPaddingRequired)
        else { return nil }
        // EVP_DecodeBlock passes over blanks, and takes '=' for a digit.
        guard digits.allSatisfy({ $0 > 0x20 }) else { return nil }
        let characters = digits + Array(repeating: UInt8(ascii: "="), count: padding)
        var bytes = [UInt8](repeating: 0, count: characters.count / 4 * 3)
        let length = EVP_DecodeBlock(&bytes, characters, Int32(characters.count))
        guard length == bytes.count else {
            ERR_clear_error()
            return nil
        }
        return Array(bytes.dropLast(padding))
    }
}
