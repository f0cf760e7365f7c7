import GedisCrypto
import GedisKit

/// Which writes gun's SEA allows to the souls that it guards: those of users, of aliases and of content by its digest.
/// Every other soul is anybody's.
enum SoulGuard {
    /// Why a node may not be written; nil where it may. The texts are gun's own.
    static func refusal(of node: GunNode) -> String? {
        for (key, entry) in node.entries {
            if let refusal = refusal(of: node.soul, key.text, entry) { return refusal }
        }
        return nil
    }

    /// How long ago a node may have been written that says `<?` and a number of seconds in its soul; nil for any time.
    static func longestAge(of soul: String) -> Double? {
        guard let place = soul.firstRange(of: "<?") else { return nil }
        let number = soul[place.upperBound...].prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        return Double(number).flatMap { $0 > 0 ? $0 * 1000 : nil }
    }

    private static func refusal(of soul: String, _ key: String, _ entry: GunEntry) -> String? {
        if soul == "~@" { return link(entry.value) == "~@" + key ? nil : "Alias not same!" }
        if soul.hasPrefix("~@") { return link(entry.value) == key ? nil : "Alias not same!" }
        if let owner = PublicKey(in: soul) {
            if key == "pub", soul == "~" + owner.text {
                guard case .text(owner.text) = entry.value else { return "Account not same!" }
                return nil
            }
            guard let signed = SignedValue(entry.value) else { return "Unverified data." }
            return signed.refusal(of: soul, key, entry.state, owner: owner)
        }
        return soul.utf8.contains(UInt8(ascii: "#")) ? hashRefusal(key, entry.value) : nil
    }

    private static func link(_ value: GunValue) -> String? {
        guard case .link(let soul) = value else { return nil }
        return soul
    }

    /// A value lies under its own SHA-256, in base64 or hexadecimal digits.
    private static func hashRefusal(_ key: String, _ value: GunValue) -> String? {
        let named = key.split(separator: "#", omittingEmptySubsequences: false).last ?? ""
        let text: String =
            if case .text(let text) = value { text } else { value.json.text }
        let digest = Digest.sha256Bytes(Array(text.utf8))
        if named == Base64.encode(digest) { return nil }
        let digits = digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return named.lowercased() == digits ? nil : "Data hash not same as hash!"
    }
}
