internal import COpenSSL

/// AES-256 in Galois/Counter Mode.
enum AESGCM {
    /// How many bytes a nonce has.
    static let nonceLength = 12
    /// How many bytes follow the ciphertext.
    static let tagLength = 16
    /// The nonce of a key that encrypts once.
    static let onlyNonce = [UInt8](repeating: 0, count: nonceLength)

    /// Encrypts bytes.
    ///
    /// - Parameters:
    ///   - plain: the bytes
    ///   - key: 32 bytes
    ///   - nonce: 12 bytes that the key is used with once
    ///   - authenticated: what has to be the same when it is decrypted
    /// - Returns: the ciphertext, and behind it the tag.
    /// - Throws: `CryptoError` when OpenSSL fails.
    static func encrypt(
        _ plain: [UInt8], key: [UInt8], nonce: [UInt8], authenticated: [UInt8]
    ) throws(CryptoError) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: plain.count)
        var tag = [UInt8](repeating: 0, count: tagLength)
        try run(encrypting: true, authenticated, key, nonce, plain, &output, &tag)
        return output + tag
    }

    /// Decrypts what `encrypt` made.
    ///
    /// - Parameters:
    ///   - sealed: the ciphertext and the tag
    ///   - key: 32 bytes
    ///   - nonce: the nonce that it was encrypted with
    ///   - authenticated: what has to be the same as it was then
    /// - Returns: the bytes.
    /// - Throws: `CryptoError` of code `wrongKey` when the key is another, or anything was changed.
    static func decrypt(
        _ sealed: [UInt8], key: [UInt8], nonce: [UInt8], authenticated: [UInt8]
    ) throws(CryptoError) -> [UInt8] {
        let input = Array(sealed.dropLast(tagLength))
        var output = [UInt8](repeating: 0, count: input.count)
        var tag = Array(sealed.suffix(tagLength))
        try run(encrypting: false, authenticated, key, nonce, input, &output, &tag)
        return output
    }

    private static func run(
        encrypting: Bool, _ authenticated: [UInt8], _ key: [UInt8], _ nonce: [UInt8], _ input: [UInt8],
        _ output: inout [UInt8], _ tag: inout [UInt8]
    ) throws(CryptoError) {
        let context = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(context) }
        ERR_clear_error()
        let direction: Int32 = encrypting ? 1 : 0
        var length: Int32 = 0
        guard EVP_CipherInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce, direction) == 1,
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
