import GedisKit

/// A sealed text that several keys open: those of machines, and the one that sealed it.
///
/// It is `sealed:v3:` and the base64 of: the place that it is sealed for, a zero byte, the sealer's point of X25519 (32
/// bytes), the number of keys (1), for each key its mark (8) and the text's own key wrapped for it (48), and the ciphertext
/// with its tag. The text's key is random and made for this text alone; it is wrapped by AES-256-GCM under HKDF-SHA256 of
/// what the sealer's point and the machine's have in common, salted with both. All before the ciphertext is authenticated
/// with it.
struct SharedText {
    private static let prefix = "sealed:v3:"
    private static let wrappedLength = SealingKey.length + AESGCM.tagLength
    private static let mostKeys = 255

    private let place: [UInt8]
    private let sender: [UInt8]
    private let wrapped: [(mark: [UInt8], key: [UInt8])]
    /// All before the ciphertext.
    private let header: [UInt8]
    private let sealed: [UInt8]

    /// Whether a text claims to be one.
    static func isShared(_ text: String) -> Bool { text.hasPrefix(prefix) }

    /// Reads a text.
    ///
    /// - Throws: `CryptoError` of code `notSealed` when it is none.
    init(_ text: String) throws(CryptoError) {
        guard Self.isShared(text), let bytes = Base64.decode(text.dropFirst(Self.prefix.count)),
            let end = bytes.firstIndex(of: 0)
        else { throw .notSealed }
        let stanza = MachineKey.markLength + Self.wrappedLength
        let start = end + 1 + MachineKey.length
        guard bytes.count > start else { throw .notSealed }
        let keys = Int(bytes[start])
        let rest = start + 1 + keys * stanza
        guard keys > 0, bytes.count >= rest + AESGCM.tagLength else { throw .notSealed }
        place = Array(bytes[..<end])
        sender = Array(bytes[end + 1..<start])
        wrapped = (0..<keys).map { index in
            let place = start + 1 + index * stanza
            let key = place + MachineKey.markLength
            return (Array(bytes[place..<key]), Array(bytes[key..<place + stanza]))
        }
        header = Array(bytes[..<rest])
        sealed = Array(bytes[rest...])
    }

    /// Seals a text.
    ///
    /// - Parameters:
    ///   - text: the text
    ///   - place: where it will stand, without a zero byte
    ///   - machines: the keys that open it, each once or more
    /// - Returns: the sealed text.
    /// - Throws: `CryptoError` when there are too many keys, or one is none.
    static func seal(_ text: String, at place: [UInt8], for machines: [MachineKey]) throws(CryptoError) -> String {
        var keys: [MachineKey] = []
        for machine in machines where !keys.contains(machine) { keys.append(machine) }
        guard keys.count <= mostKeys else {
            throw CryptoError(.badInput, "a secret can be sealed for \(mostKeys - 1) machines at most")
        }
        let scalar = try SealingKey.random(MachineKey.length)
        let sender = try X25519.point(of: scalar)
        let own = try SealingKey.random(SealingKey.length)
        var header = place + [0] + sender + [UInt8(keys.count)]
        for machine in keys {
            let wrappingKey = X25519.wrappingKey(
                of: try X25519.secret(scalar, machine.point), from: sender, to: machine)
            header += machine.mark
            header += try AESGCM.encrypt(own, key: wrappingKey, nonce: AESGCM.onlyNonce, authenticated: place)
        }
        let sealed = try AESGCM.encrypt(
            Array(text.utf8), key: own, nonce: AESGCM.onlyNonce, authenticated: Array(prefix.utf8) + header)
        return prefix + Base64.encode(header + sealed)
    }

    /// The text that was sealed.
    ///
    /// - Parameters:
    ///   - key: one of the keys that it was sealed for
    ///   - standing: where it stands
    /// - Returns: the text.
    /// - Throws: what `SealingKey.open` throws.
    func open(with key: SealingKey, at standing: String) throws(CryptoError) -> String {
        let mark = try key.machineKey.mark
        guard let wrapped = wrapped.first(where: { $0.mark == mark })?.key else {
            throw CryptoError(.otherMachines, "sealed for the keys of other machines")
        }
        let own = try AESGCM.decrypt(
            wrapped, key: try key.wrappingKey(with: sender), nonce: AESGCM.onlyNonce, authenticated: place)
        let plain = try AESGCM.decrypt(
            sealed, key: own, nonce: AESGCM.onlyNonce, authenticated: Array(Self.prefix.utf8) + header)
        try SealingKey.require(place, at: standing)
        return String(decoding: plain, as: UTF8.self)
    }

    /// Whether it was sealed for a key.
    func isSealed(for machine: MachineKey) -> Bool { wrapped.contains { $0.mark == machine.mark } }

    /// Whether it was sealed for these keys and no others.
    func isSealed(for machines: [MachineKey]) -> Bool {
        Set(wrapped.map(\.mark)) == Set(machines.map(\.mark))
    }
}

extension SealingKey {
    /// Whether a sealed text was sealed for a machine's key.
    package static func isSealed(_ text: String, for machine: MachineKey) -> Bool {
        (try? SharedText(text))?.isSealed(for: machine) == true
    }

    /// Whether this key opens a sealed text that no others open but those of machines.
    ///
    /// - Parameters:
    ///   - text: the sealed text
    ///   - machines: the keys of machines that are to open it too
    /// - Returns: whether it does.
    package func isSealed(_ text: String, forSelfAnd machines: [MachineKey]) -> Bool {
        guard !machines.isEmpty else { return !SharedText.isShared(text) }
        guard let own = try? machineKey, let shared = try? SharedText(text) else { return false }
        return shared.isSealed(for: [own] + machines)
    }
}
