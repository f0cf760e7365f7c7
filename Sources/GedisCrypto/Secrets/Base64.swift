internal import COpenSSL

/// Base64 of RFC 4648, §4, with padding.
enum Base64 {
    static func encode(_ bytes: [UInt8]) -> String {
        var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
        let length = EVP_EncodeBlock(&text, bytes, Int32(bytes.count))
        return String(decoding: text.prefix(Int(length)), as: UTF8.self)
    }

    /// The bytes of a base64 text, or nil where it is none.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let characters = Array(text.utf8)
        let padding = characters.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        // EVP_DecodeBlock would pass over blanks.
        guard characters.count.isMultiple(of: 4), padding <= 2, !characters.contains(where: { $0 <= 0x20 }) else {
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: characters.count / 4 * 3)
        let length = EVP_DecodeBlock(&bytes, characters, Int32(characters.count))
        guard length == bytes.count else {
            ERR_clear_error()
            return nil
        }
        return Array(bytes.dropLast(padding))
    }
}
