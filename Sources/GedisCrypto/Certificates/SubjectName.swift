internal import COpenSSL
internal import GedisSettings

/// A name that a certificate is good for: a host's name or an IP address.
package enum SubjectName: Hashable, Sendable, CustomStringConvertible {
    /// A host's name, or `*.` and a domain.
    case host(String)
    /// An IPv4 or IPv6 address.
    case address(String)

    /// The names by which a machine reaches itself.
    package static let local = [host(HostName.local)] + HostName.localAddresses.map(address)

    /// Distinguishes a host's name from an address by reading it.
    ///
    /// - Throws: `CryptoError` when it can be neither.
    package init(_ text: String) throws(CryptoError) {
        if let address = a2i_IPADDRESS(text) {
            ASN1_OCTET_STRING_free(address)
            self = .address(text)
            return
        }
        ERR_clear_error()
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let sound = labels.enumerated().allSatisfy { index, label in
            1...63 ~= label.utf8.count && !label.hasPrefix("-") && !label.hasSuffix("-")
                && (label.utf8.allSatisfy(Self.isAllowed) || (index == 0 && label == "*" && labels.count > 1))
        }
        guard sound, text.utf8.count <= 253 else {
            throw CryptoError(.badInput, "'\(text)' is neither a host name nor an IP address")
        }
        self = .host(text)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// The name itself.
    package var description: String {
        switch self {
        case .host(let name), .address(let name): name
        }
    }
}
