internal import COpenSSL

/// Sealed text is `sealed:v1:` and the base64 of a 12-byte nonce, the AES-256-GCM ciphertext and its 16-byte tag. The
/// prefix is authenticated too. All its characters may stand in plain YAML.
extension SealingKey {
    private static let prefix = "sealed:v1:"
    private static let nonceLength = 12
    private static let tagLength = 16

    /// Whether a text claims to be sealed.
    package static func isSealed(_ text: String) -> Bool { text.hasPrefix("sealed:") }

    /// Seals a text. Sealing the same text again gives another result.
    ///
    /// - Throws: `CryptoError` when OpenSSL fails.
    package func seal(_ text: String) throws(CryptoError) -> String {
        let nonce = try Self.random(Self.nonceLength)
        let plain = Array(text.utf8)
        var sealed = [UInt8](repeating: 0, count: plain.count)
        var tag = [UInt8](repeating: 0, count: Self.tagLength)
        try run(encrypting: true, nonce: nonce, input: plain, output: &sealed, tag: &tag)
        return Self.prefix + Base64.encode(nonce + sealed + tag)
    }

    /// Opens a sealed text.
    ///
    /// - Throws: `CryptoError` of code `notSealed` when it is no sealed text, and of code `wrongKey` when it was sealed
    ///   with another key or changed since.
    package func open(_ text: String) throws(CryptoError) -> String {
        guard text.hasPrefix(Self.prefix), let bytes = Base64.decode(text.dropFirst(Self.prefix.count)),
            bytes.count >= Self.nonceLength + Self.tagLength
        else { throw CryptoError(.notSealed, "not a sealed text") }
        let nonce = Array(bytes.prefix(Self.nonceLength))
        let sealed = Array(bytes.dropFirst(Self.nonceLength).dropLast(Self.tagLength))
        var tag = Array(bytes.suffix(Self.tagLength))
        var plain = [UInt8](repeating: 0, count: sealed.count)
        try run(encrypting: false, nonce: nonce, input: sealed, output: &plain, tag: &tag)
        return String(decoding: plain, as: UTF8.self)
    }

    private func run(
        encrypting: Bool, nonce: [UInt8], input: [UInt8], output: inout [UInt8], tag: inout [UInt8]
    ) throws(CryptoError) {
        let context = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(context) }
        ERR_clear_error()
        let direction: Int32 = encrypting ? 1 : 0
        let authenticated = Array(Self.prefix.utf8)
        var length: Int32 = 0
        guard EVP_CipherInit_ex(context, EVP_aes_256_gcm(), nil, bytes, nonce, direction) == 1,
            EVP_CipherUpdate(context, nil, &length, authenticated, Int32(authenticated.count)) == 1,
            EVP_CipherUpdate(context, &output, &length, input, Int32(input.count)) == 1,
            encrypting || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1
        else { throw .openSSL(.failed, "AES-256-GCM failed") }
        guard EVP_CipherFinal_ex(context, nil, &length) == 1 else {
            ERR_clear_error()
            throw CryptoError(.wrongKey, "sealed with another key, or changed since it was sealed")
        }
        guard !encrypting || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), &tag) == 1 else {
            throw .openSSL(.failed, "AES-256-GCM failed")
        }
    }
}
