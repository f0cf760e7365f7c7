internal import COpenSSL

/// A private key, as PEM text.
package struct PrivateKey: Sendable {
    /// The key in PKCS #8, unencrypted.
    package let pem: String
    /// What it is, such as `RSA 2048`.
    package let summary: String

    /// Makes a new key.
    ///
    /// - Throws: `CryptoError` when OpenSSL fails.
    package init(_ type: KeyType = .standard) throws(CryptoError) {
        let key = try Self.generate(type)
        defer { EVP_PKEY_free(key) }
        self.pem = try Memory.write("the private key") { PEM_write_bio_PKCS8PrivateKey($0, key, nil, nil, 0, nil, nil) }
        self.summary = Self.summary(of: key)
    }

    /// Reads a key.
    ///
    /// - Throws: `CryptoError` when the text holds none, or one that needs a passphrase.
    package init(pem: String) throws(CryptoError) {
        let key = try Self.read(pem)
        defer { EVP_PKEY_free(key) }
        self.pem = pem
        self.summary = Self.summary(of: key)
    }

    /// Calls `body` with OpenSSL's form of the key.
    func withKey<R>(_ body: (OpaquePointer) throws(CryptoError) -> R) throws(CryptoError) -> R {
        let key = try Self.read(pem)
        defer { EVP_PKEY_free(key) }
        return try body(key)
    }

    /// What a key is, such as `RSA 2048`, `EC prime256v1` or `ED25519`.
    static func summary(of key: OpaquePointer) -> String {
        let type = EVP_PKEY_get0_type_name(key).map { String(cString: $0) } ?? "unknown"
        var group = [CChar](repeating: 0, count: 64)
        var length = 0
        if EVP_PKEY_get_group_name(key, &group, group.count, &length) == 1 {
            let name = String(decoding: group.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return "\(type) \(name == "prime256v1" ? "P-256" : name)"
        }
        ERR_clear_error()
        return type == "RSA" ? "RSA \(EVP_PKEY_get_bits(key))" : type
    }

    private static func generate(_ type: KeyType) throws(CryptoError) -> OpaquePointer {
        ERR_clear_error()
        let algorithm =
            switch type {
            case .rsa: "RSA"
            case .ec: "EC"
            case .ed25519: "ED25519"
            }
        let context = EVP_PKEY_CTX_new_from_name(nil, algorithm, nil)
        defer { EVP_PKEY_CTX_free(context) }
        var ready = EVP_PKEY_keygen_init(context) == 1
        switch type {
        case .rsa(let bits): ready = ready && EVP_PKEY_CTX_set_rsa_keygen_bits(context, Int32(bits)) == 1
        case .ec: ready = ready && EVP_PKEY_CTX_set_group_name(context, "P-256") == 1
        case .ed25519: break
        }
        var key: OpaquePointer?
        guard ready, EVP_PKEY_generate(context, &key) == 1, let key else {
            throw .openSSL(.failed, "cannot make a key of type \(type)")
        }
        return key
    }

    private static func read(_ pem: String) throws(CryptoError) -> OpaquePointer {
        // Without the callback, OpenSSL would ask for a passphrase on the terminal.
        try Memory.read(pem) { (memory) throws(CryptoError) in
            guard let key = PEM_read_bio_PrivateKey(memory, nil, { _, _, _, _ in -1 }, nil) else {
                if pem.contains("ENCRYPTED") {
                    ERR_clear_error()
                    throw CryptoError(.badInput, "the private key is encrypted: gedis needs it without a passphrase")
                }
                throw .openSSL(.badInput, "not a private key in PEM form")
            }
            return key
        }
    }
}
