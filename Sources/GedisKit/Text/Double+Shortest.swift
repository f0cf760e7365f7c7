extension Double {
    /// The fewest digits that say the number exactly, without a fraction of zero.
    package var shortest: String {
        let text = description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// Writes `shortest` where it has at most three digits behind the point, as most have, and not very many before it.
    ///
    /// - Parameter place: where; up to 24 bytes may be overwritten
    /// - Returns: how many bytes it has; 0 where nothing was written.
    func writeShort(at place: UnsafeMutableRawPointer) -> Int {
        guard magnitude < 1e12, sign == .plus || self < 0 else { return 0 }
        let thousandths = UInt64(magnitude * 1000 + 0.5)
        // No other number of at most 15 digits is this double.
        guard Double(thousandths) / 1000 == magnitude else { return 0 }
        let (whole, rest) = thousandths.quotientAndRemainder(dividingBy: 1000)
        var count = 0
        if self < 0 {
            place.storeBytes(of: UInt8(ascii: "-"), as: UInt8.self)
            count = 1
        }
        count += DecimalDigits.write(whole, at: place + count)
        guard rest > 0 else { return count }
        // The point and three digits, the first of them lowest.
        let digits = rest / 100 | (rest / 10 % 10) << 8 | (rest % 10) << 16
        let text = UInt32(truncatingIfNeeded: (digits | 0x30_3030) << 8) | UInt32(UInt8(ascii: "."))
        place.storeBytes(of: text.littleEndian, toByteOffset: count, as: UInt32.self)
        return count + (rest % 10 > 0 ? 4 : rest % 100 > 0 ? 3 : 2)
    }
}
