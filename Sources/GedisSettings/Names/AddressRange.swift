/// The addresses that begin as one does: `10.0.0.0/8`, or `::1` alone.
public struct AddressRange: Hashable, Sendable, CustomStringConvertible {
    /// As it was written.
    public let description: String
    private let address: InternetAddress
    /// How many bits of it count.
    private let bits: Int

    /// Reads an address, or one with how many of its bits count behind a `/`.
    ///
    /// - Returns: nil where the text is none.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = InternetAddress(parts[0]) else { return nil }
        let most = address.bytes.count * 8
        let bits = parts.count == 2 ? Int(parts[1]) : most
        guard let bits, 0...most ~= bits, parts.count == 1 || parts[1].utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
            return nil
        }
        self.description = text
        self.address = address
        self.bits = bits
    }

    /// Whether an address is one of them; what is none is not.
    public func contains(_ text: some StringProtocol) -> Bool {
        guard let other = InternetAddress(text)?.bytes, other.count == address.bytes.count else { return false }
        let (whole, rest) = bits.quotientAndRemainder(dividingBy: 8)
        guard other.prefix(whole) == address.bytes.prefix(whole) else { return false }
        return rest == 0 || (other[whole] ^ address.bytes[whole]) >> UInt8(8 - rest) == 0
    }

    /// Whether it is all addresses of a version.
    public var isEverything: Bool { bits == 0 }
}

extension SettingFormat<[AddressRange]> {
    /// Addresses, and ranges of them, with spaces or commas between them.
    package static let addressRanges = SettingFormat<AddressRange>(
        placeholder: "address",
        parse: { (text) throws(SettingMistake) in
            guard let range = AddressRange(text) else {
                throw SettingMistake(
                    message: "'\(text.visible)' is neither an address nor a range such as 10.0.0.0/8 or ::1")
            }
            return range
        }, render: \.description
    ).list
}
