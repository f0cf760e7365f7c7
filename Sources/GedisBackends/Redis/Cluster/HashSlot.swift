/// One of the 16384 slots that a cluster spreads keys over. Source: the Redis cluster specification.
struct HashSlot: Hashable, Sendable {
    static let count = 16384

    let number: Int

    /// The slot of that number; nil where there is none.
    init?(_ number: Int) {
        guard (0..<Self.count).contains(number) else { return nil }
        self.number = number
    }

    /// The slot in which a key lies, by its part in braces where it has one that is not empty.
    init(of key: [UInt8]) {
        number = Int(Self.crc16(Self.hashed(key))) % Self.count
    }

    private static func hashed(_ key: [UInt8]) -> ArraySlice<UInt8> {
        guard let open = key.firstIndex(of: UInt8(ascii: "{")),
            let close = key[(open + 1)...].firstIndex(of: UInt8(ascii: "}")), close > open + 1
        else { return key[...] }
        return key[(open + 1)..<close]
    }

    /// CRC-16/XMODEM: polynomial 0x1021, starting at 0, highest bit first.
    private static func crc16(_ bytes: ArraySlice<UInt8>) -> UInt16 {
        bytes.reduce(0) { crc, byte in
            (0..<8).reduce(crc ^ UInt16(byte) << 8) { crc, _ in crc << 1 ^ (crc & 0x8000 == 0 ? 0 : 0x1021) }
        }
    }
}
