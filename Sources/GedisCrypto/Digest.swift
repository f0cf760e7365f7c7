internal import COpenSSL

/// Digests of bytes: SHA-256, by which files are distinguished and checked, and SHA-1 where a protocol asks for it.
public enum Digest {
    /// The SHA-256 of `parts` one after the other, as 64 lower-case hexadecimal digits.
    ///
    /// Each part's length goes into the digest too, so that bytes cannot move from one part to the next unnoticed.
    public static func sha256(_ parts: [UInt8]...) -> String { sha256(of: parts) }

    /// The SHA-256 of `parts` one after the other, as 64 lower-case hexadecimal digits.
    public static func sha256(of parts: [[UInt8]]) -> String {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var digest = [UInt8](repeating: 0, count: 32)
        var sound = EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
        for part in parts {
            var length = UInt64(part.count).bigEndian
            sound = sound && EVP_DigestUpdate(context, &length, 8) == 1
            sound = sound && EVP_DigestUpdate(context, part, part.count) == 1
        }
        precondition(sound && EVP_DigestFinal_ex(context, &digest, nil) == 1, "OpenSSL has no SHA-256")
        return hexadecimal(digest)
    }

    /// The SHA-256 of bytes, as its own 32 bytes.
    package static func sha256Bytes(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        precondition(EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil) == 1, "OpenSSL has no SHA-256")
        return digest
    }

    /// The SHA-1 of bytes as 40 lower-case hexadecimal digits. It names things and protects nothing.
    public static func sha1(_ bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: 20)
        precondition(EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha1(), nil) == 1, "OpenSSL has no SHA-1")
        return hexadecimal(digest)
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
