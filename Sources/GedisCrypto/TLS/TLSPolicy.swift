internal import COpenSSL

/// What every TLS connection is made of, whichever side of it this program is.
enum TLSPolicy {
    /// The oldest version.
    static let oldestVersion = TLS1_2_VERSION

    /// The ciphers of TLS 1.2: those with forward secrecy and authenticated encryption. Those of TLS 1.3 all have both.
    static let ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20"

    /// OpenSSL's level of 112 bits: RSA keys of 2048 bits or more, and no SHA-1.
    static let securityLevel: Int32 = 2

    /// How handshakes and certificates may be signed, the preferred first.
    static let signatures = [
        "ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384", "ecdsa_secp521r1_sha512", "ed25519", "ed448",
        "rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512",
        "rsa_pss_pss_sha256", "rsa_pss_pss_sha384", "rsa_pss_pss_sha512",
        "rsa_pkcs1_sha256", "rsa_pkcs1_sha384", "rsa_pkcs1_sha512",
    ]

    /// Makes a context keep to it.
    ///
    /// - Returns: whether OpenSSL can.
    static func apply(to context: OpaquePointer) -> Bool {
        gedis_tls_modes(context)
        SSL_CTX_set_security_level(context, securityLevel)
        return gedis_tls_oldest_version(context, oldestVersion) == 1
            && SSL_CTX_set_cipher_list(context, ciphers) == 1
            && gedis_tls_signatures(context, signatures.joined(separator: ":")) == 1
    }
}
