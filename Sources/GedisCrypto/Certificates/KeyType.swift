/// A kind of private key, as people write it: `rsa`, `rsa:3072`, `ec` or `ed25519`.
package enum KeyType: Hashable, Sendable, CustomStringConvertible {
    /// RSA with a modulus of so many bits, 2048 to 8192.
    case rsa(bits: Int)
    /// The elliptic curve P-256.
    case ec
    /// Ed25519. Not every TLS client takes its certificates.
    case ed25519

    /// What a key is where nothing else is said: P-256, which every client understands that speaks TLS 1.2, and with which a
    /// handshake takes a server a fraction of what it takes with RSA.
    package static let standard = KeyType.ec

    /// Reads a key type.
    ///
    /// - Throws: `CryptoError` that says what may be written.
    package init(_ text: String) throws(CryptoError) {
        let parts = text.lowercased().split(separator: ":", omittingEmptySubsequences: false)
        switch (parts.first, parts.count) {
        case ("rsa", 1): self = .rsa(bits: 2048)
        case ("ec", 1): self = .ec
        case ("ed25519", 1): self = .ed25519
        case ("rsa", 2):
            guard let bits = Int(parts[1]), 2048...8192 ~= bits else {
                throw CryptoError(.badInput, "an RSA key has 2048 to 8192 bits, not '\(parts[1])'")
            }
            self = .rsa(bits: bits)
        default:
            throw CryptoError(.badInput, "'\(text)' is no key type: write rsa, rsa:<bits>, ec or ed25519")
        }
    }

    /// The text that it is read from.
    package var description: String {
        switch self {
        case .rsa(let bits): "rsa:\(bits)"
        case .ec: "ec"
        case .ed25519: "ed25519"
        }
    }
}
