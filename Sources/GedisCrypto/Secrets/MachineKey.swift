internal import COpenSSL
import GedisKit

/// The public half of the key by which a machine opens what was sealed for it: a point of X25519.
///
/// The private half is made of a sealing key, so that a machine has one key file: it is HKDF-SHA256 of that key's bytes.
package struct MachineKey: Hashable, Sendable {
    /// How many bytes a point, and a shared secret, have.
    static let length = 32
    private static let prefix = "x25519:"

    /// The point.
    let point: [UInt8]

    init(point: [UInt8]) { self.point = point }

    /// Reads a key as definitions have it; nil where the text is none.
    package init?(_ text: String) {
        guard text.hasPrefix(Self.prefix), let point = Base64.decode(text.dropFirst(Self.prefix.count)),
            point.count == Self.length
        else { return nil }
        self.point = point
    }

    /// The key as definitions have it: `x25519:` and 44 characters of base64.
    package var text: String { Self.prefix + Base64.encode(point) }

    /// What stands for the key in sealed texts: the first 8 bytes of its SHA-256.
    var mark: [UInt8] { Array(Digest.sha256Bytes(point).prefix(Self.markLength)) }

    static let markLength = 8
}

extension SealingKey {
    private static let purpose = "gedis machine key v1"

    /// What others seal for who has this key.
    ///
    /// - Throws: `CryptoError` when OpenSSL fails.
    package var machineKey: MachineKey {
        get throws(CryptoError) { MachineKey(point: try X25519.point(of: scalar)) }
    }

    private var scalar: [UInt8] { HKDF.derive(from: bytes, salt: [], for: Self.purpose) }

    /// The key that wraps what is sealed for this one.
    ///
    /// - Parameter sender: the point that the sealer made for one text
    /// - Returns: 32 bytes.
    /// - Throws: `CryptoError` when the point is none.
    func wrappingKey(with sender: [UInt8]) throws(CryptoError) -> [UInt8] {
        X25519.wrappingKey(
            of: try X25519.secret(scalar, sender), from: sender, to: try machineKey)
    }
}

/// Diffie and Hellman's exchange over Curve25519 (RFC 7748).
enum X25519 {
    /// The point of a private scalar.
    ///
    /// - Throws: `CryptoError` when OpenSSL fails.
    static func point(of scalar: [UInt8]) throws(CryptoError) -> [UInt8] {
        let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nil, scalar, scalar.count)
        defer { EVP_PKEY_free(key) }
        var point = [UInt8](repeating: 0, count: MachineKey.length)
        var count = point.count
        guard EVP_PKEY_get_raw_public_key(key, &point, &count) == 1, count == point.count else {
            throw .openSSL(.failed, "X25519 failed")
        }
        return point
    }

    /// What the owner of a scalar and the owner of a point have in common.
    ///
    /// - Throws: `CryptoError` when the point is of small order, or OpenSSL fails.
    static func secret(_ scalar: [UInt8], _ point: [UInt8]) throws(CryptoError) -> [UInt8] {
        let own = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nil, scalar, scalar.count)
        let peer = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nil, point, point.count)
        let context = EVP_PKEY_CTX_new(own, nil)
        defer {
            EVP_PKEY_CTX_free(context)
            EVP_PKEY_free(peer)
            EVP_PKEY_free(own)
        }
        var secret = [UInt8](repeating: 0, count: MachineKey.length)
        var count = secret.count
        guard EVP_PKEY_derive_init(context) == 1, EVP_PKEY_derive_set_peer(context, peer) == 1,
            EVP_PKEY_derive(context, &secret, &count) == 1, count == secret.count
        else { throw .openSSL(.wrongKey, "not a key of a machine") }
        return secret
    }

    /// The key that one sealer's point and one machine have for one text.
    static func wrappingKey(of secret: [UInt8], from sender: [UInt8], to machine: MachineKey) -> [UInt8] {
        HKDF.derive(from: secret, salt: sender + machine.point, for: "gedis sealed v3")
    }
}

/// Keys made of other secrets by HMAC-SHA256 (RFC 5869).
enum HKDF {
    /// A key of 32 bytes.
    ///
    /// - Parameters:
    ///   - secret: what it is made of
    ///   - salt: what is known besides, and other each time
    ///   - purpose: what the key is for
    /// - Returns: the key.
    static func derive(from secret: [UInt8], salt: [UInt8], for purpose: String) -> [UInt8] {
        let extracted = mac(secret, key: salt.isEmpty ? [UInt8](repeating: 0, count: 32) : salt)
        return mac(Array(purpose.utf8) + [1], key: extracted)
    }

    private static func mac(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 0
        let isDone = HMAC(EVP_sha256(), key, Int32(key.count), bytes, bytes.count, &digest, &count) != nil
        precondition(isDone && count == 32, "OpenSSL has no HMAC-SHA256")
        return digest
    }
}
