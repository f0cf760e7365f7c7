internal import COpenSSL
import GedisKit

/// Sealed text is `sealed:v2:` and the base64 of the place that it is sealed for, a zero byte, a 12-byte nonce, the
/// AES-256-GCM ciphertext and its 16-byte tag. The prefix and the place are authenticated too. All its characters may
/// stand in plain YAML. `sealed:v1:` has no place, and opens anywhere.
extension SealingKey {
    private static let prefix = "sealed:v2:"
    private static let unboundPrefix = "sealed:v1:"
    private static let nonceLength = 12
    private static let tagLength = 16

    /// Whether a text claims to be sealed.
    package static func isSealed(_ text: String) -> Bool { text.hasPrefix("sealed:") }

    /// Whether a sealed text is bound to a place.
    package static func isBound(_ text: String) -> Bool { text.hasPrefix(prefix) }

    /// Seals a text for one place. Sealing the same text again gives another result.
    ///
    /// - Parameters:
    ///   - text: the text
    ///   - place: where it will stand, without a zero byte; it opens there only, and can be read without the key
    /// - Returns: the sealed text.
    /// - Throws: `CryptoError` when the place has a zero byte, or OpenSSL fails.
    package func seal(_ text: String, for place: String) throws(CryptoError) -> String {
        let place = Array(place.utf8)
        guard !place.contains(0) else { throw CryptoError(.badInput, "a place's name has a zero byte in it") }
        let nonce = try Self.random(Self.nonceLength)
        let plain = Array(text.utf8)
        var sealed = [UInt8](repeating: 0, count: plain.count)
        var tag = [UInt8](repeating: 0, count: Self.tagLength)
        try run(
            encrypting: true, Array(Self.prefix.utf8) + place, nonce: nonce, input: plain, output: &sealed, tag: &tag)
        return Self.prefix + Base64.encode(place + [0] + nonce + sealed + tag)
    }

    /// Opens a sealed text.
    ///
    /// - Parameters:
    ///   - text: the sealed text
    ///   - place: where it stands
    /// - Returns: the text that was sealed.
    /// - Throws: `CryptoError` of code `notSealed` when it is no sealed text, of code `wrongKey` when it was sealed with
    ///   another key or changed since, and of code `wrongPlace` when it was sealed for another place.
    package func open(_ text: String, for place: String) throws(CryptoError) -> String {
        let isBound = Self.isBound(text)
        let prefix = isBound ? Self.prefix : Self.unboundPrefix
        guard text.hasPrefix(prefix), var bytes = Base64.decode(text.dropFirst(prefix.count)) else { throw .notSealed }
        var sealedFor: [UInt8] = []
        if isBound {
            guard let end = bytes.firstIndex(of: 0) else { throw .notSealed }
            sealedFor = Array(bytes[..<end])
            bytes.removeFirst(end + 1)
        }
        guard bytes.count >= Self.nonceLength + Self.tagLength else { throw .notSealed }
        let nonce = Array(bytes.prefix(Self.nonceLength))
        let sealed = Array(bytes.dropFirst(Self.nonceLength).dropLast(Self.tagLength))
        var tag = Array(bytes.suffix(Self.tagLength))
        var plain = [UInt8](repeating: 0, count: sealed.count)
        try run(
            encrypting: false, Array(prefix.utf8) + sealedFor, nonce: nonce, input: sealed, output: &plain, tag: &tag)
        guard !isBound || sealedFor == Array(place.utf8) else {
            let other = String(decoding: sealedFor, as: UTF8.self)
            throw CryptoError(.wrongPlace, "sealed for \(other), and opens nowhere else, so not for \(place)")
        }
        return String(decoding: plain, as: UTF8.self)
    }

    private func run(
        encrypting: Bool, _ authenticated: [UInt8], nonce: [UInt8], input: [UInt8], output: inout [UInt8],
        tag: inout [UInt8]
    ) throws(CryptoError) {
        let context = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(context) }
        ERR_clear_error()
        let direction: Int32 = encrypting ? 1 : 0
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

extension CryptoError {
    fileprivate static let notSealed = CryptoError(.notSealed, "not a sealed text")
}
