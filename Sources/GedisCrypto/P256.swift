internal import COpenSSL

/// Signatures by ECDSA over the curve P-256 with SHA-256, as WebCrypto makes them.
package enum P256 {
    /// What stands before the point of a P-256 key in its DER form, as RFC 5480 has it.
    private static let keyHeader: [UInt8] = [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48,
        0xCE,
        0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
    ]

    /// Whether a message bears a key's signature.
    ///
    /// - Parameters:
    ///   - message: what was signed
    ///   - signature: r and s, 32 bytes each
    ///   - x: the key's first coordinate, 32 bytes
    ///   - y: its second, 32 bytes
    /// - Returns: false also where one of them has no such form, or the point is not on the curve.
    package static func isSigned(_ message: [UInt8], by signature: [UInt8], x: [UInt8], y: [UInt8]) -> Bool {
        guard signature.count == 64, x.count == 32, y.count == 32 else { return false }
        defer { ERR_clear_error() }
        let encoded = keyHeader + x + y
        let key = encoded.withUnsafeBufferPointer { bytes in
            var place = bytes.baseAddress
            return d2i_PUBKEY(nil, &place, bytes.count)
        }
        guard let key else { return false }
        defer { EVP_PKEY_free(key) }
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key) == 1 else { return false }
        let sequence = der(signature.prefix(32)) + der(signature.suffix(32))
        let form = [0x30, UInt8(sequence.count)] + sequence
        return EVP_DigestVerify(context, form, form.count, message, message.count) == 1
    }

    /// A number of 32 bytes in DER.
    private static func der(_ number: ArraySlice<UInt8>) -> [UInt8] {
        var digits = Array(number.drop { $0 == 0 })
        if digits.isEmpty || digits[0] & 0x80 != 0 { digits.insert(0, at: 0) }
        return [0x02, UInt8(digits.count)] + digits
    }
}
