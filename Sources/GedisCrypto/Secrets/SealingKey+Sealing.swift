import GedisKit

/// Sealed text is `sealed:v2:` and the base64 of the place that it is sealed for, a zero byte, a 12-byte nonce, the
/// AES-256-GCM ciphertext and its 16-byte tag. The prefix and the place are authenticated too. All its characters may
/// stand in plain YAML. `sealed:v1:` has no place, and opens anywhere; `sealed:v3:` is for several keys (`SharedText`).
extension SealingKey {
    private static let prefix = "sealed:v2:"
    private static let unboundPrefix = "sealed:v1:"

    /// Whether a text claims to be sealed.
    package static func isSealed(_ text: String) -> Bool { text.hasPrefix("sealed:") }

    /// Whether a sealed text is bound to a place.
    package static func isBound(_ text: String) -> Bool { text.hasPrefix(prefix) || SharedText.isShared(text) }

    /// Seals a text for one place. Sealing the same text again gives another result.
    ///
    /// - Parameters:
    ///   - text: the text
    ///   - place: where it will stand, without a zero byte; it opens there only, and can be read without the key
    ///   - machines: the keys of machines that open it too
    /// - Returns: the sealed text.
    /// - Throws: `CryptoError` when the place has a zero byte, or OpenSSL fails.
    package func seal(
        _ text: String, for place: String, and machines: [MachineKey] = []
    ) throws(CryptoError) -> String {
        let place = Array(place.utf8)
        guard !place.contains(0) else { throw CryptoError(.badInput, "a place's name has a zero byte in it") }
        guard machines.isEmpty else {
            return try SharedText.seal(text, at: place, for: [try machineKey] + machines)
        }
        let nonce = try Self.random(AESGCM.nonceLength)
        let sealed = try AESGCM.encrypt(
            Array(text.utf8), key: bytes, nonce: nonce, authenticated: Array(Self.prefix.utf8) + place)
        return Self.prefix + Base64.encode(place + [0] + nonce + sealed)
    }

    /// Opens a sealed text.
    ///
    /// - Parameters:
    ///   - text: the sealed text
    ///   - place: where it stands
    /// - Returns: the text that was sealed.
    /// - Throws: `CryptoError` of code `notSealed` when it is no sealed text, of code `wrongKey` when it was sealed with
    ///   another key or changed since, of code `otherMachines` when it is sealed for the keys of others, and of code
    ///   `wrongPlace` when it was sealed for another place.
    package func open(_ text: String, for place: String) throws(CryptoError) -> String {
        if SharedText.isShared(text) { return try SharedText(text).open(with: self, at: place) }
        let isBound = Self.isBound(text)
        let prefix = isBound ? Self.prefix : Self.unboundPrefix
        guard text.hasPrefix(prefix), var bytes = Base64.decode(text.dropFirst(prefix.count)) else { throw .notSealed }
        var sealedFor: [UInt8] = []
        if isBound {
            guard let end = bytes.firstIndex(of: 0) else { throw .notSealed }
            sealedFor = Array(bytes[..<end])
            bytes.removeFirst(end + 1)
        }
        guard bytes.count >= AESGCM.nonceLength + AESGCM.tagLength else { throw .notSealed }
        let plain = try AESGCM.decrypt(
            Array(bytes.dropFirst(AESGCM.nonceLength)), key: self.bytes, nonce: Array(bytes.prefix(AESGCM.nonceLength)),
            authenticated: Array(prefix.utf8) + sealedFor)
        if isBound { try Self.require(sealedFor, at: place) }
        return String(decoding: plain, as: UTF8.self)
    }

    /// - Throws: `CryptoError` of code `wrongPlace` when a text that was sealed for one place stands in another.
    static func require(_ sealedFor: [UInt8], at place: String) throws(CryptoError) {
        guard sealedFor == Array(place.utf8) else {
            let other = String(decoding: sealedFor, as: UTF8.self)
            throw CryptoError(.wrongPlace, "sealed for \(other), and opens nowhere else, so not for \(place)")
        }
    }
}

extension CryptoError {
    static let notSealed = CryptoError(.notSealed, "not a sealed text")
}
