internal import COpenSSL

/// The key that seals secrets, so that they can lie in files which others read: 256 bits for AES in Galois/Counter Mode.
package struct SealingKey: Sendable {
    /// How many bytes a key has.
    package static let length = 32

    let bytes: [UInt8]

    /// A key of random bytes.
    ///
    /// - Throws: `CryptoError` when the system has no randomness to give.
    package init() throws(CryptoError) { self.bytes = try Self.random(Self.length) }

    /// A key of these bytes.
    ///
    /// - Throws: `CryptoError` when there are not 32.
    package init(bytes: [UInt8]) throws(CryptoError) {
        guard bytes.count == Self.length else {
            throw CryptoError(.badInput, "a sealing key has \(Self.length) bytes, not \(bytes.count)")
        }
        self.bytes = bytes
    }

    static func random(_ count: Int) throws(CryptoError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_bytes(&bytes, Int32(count)) == 1 else {
            throw .openSSL(.failed, "cannot make random bytes")
        }
        return bytes
    }
}
