import GedisCrypto
import GedisKit

/// A user's public key of gun's SEA: the two coordinates of a point of P-256, as base64url with a dot between.
struct PublicKey: Hashable {
    /// The key as souls have it.
    let text: String

    /// Finds the key in a soul: behind its first `~`, up to what is neither letter, digit, `-`, `_` nor the one dot.
    ///
    /// - Returns: nil for a soul that is nobody's.
    init?(in soul: String) {
        guard let tilde = soul.utf8.firstIndex(of: UInt8(ascii: "~")) else { return nil }
        let rest = soul.utf8[soul.utf8.index(after: tilde)...].prefix { $0 != UInt8(ascii: "~") }
        let parts = rest.split(maxSplits: 2, omittingEmptySubsequences: false) { !Self.isDigit($0) }
        guard parts.count >= 2, rest.first != UInt8(ascii: "@") else { return nil }
        text = String(Substring(parts[0])) + "." + String(Substring(parts[1]))
    }

    init(_ text: String) { self.text = text }

    /// Whether a value bears this key's signature. SEA signs the digest of the JSON, and ECDSA digests that once more.
    func hasSigned(_ json: JSON, _ signature: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(Self.bytes)
        guard parts.count == 2, let x = parts[0], let y = parts[1],
            let signature = Base64.decode(signature, isPaddingRequired: false)
        else { return false }
        return P256.isSigned(Digest.sha256Bytes(Array(json.text.utf8)), by: signature, x: x, y: y)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func bytes(_ text: Substring) -> [UInt8]? {
        let standard = text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        return Base64.decode(String(decoding: standard, as: UTF8.self), isPaddingRequired: false)
    }
}
