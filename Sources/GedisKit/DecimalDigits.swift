/// Reads and writes decimal digits eight at a time, in a word whose lowest byte is the first of them. A processor guesses
/// wrongly where a loop over digits ends, when numbers are of different lengths; here is none.
@usableFromInline
enum DecimalDigits {
    /// The least number of more than eight digits.
    @inlinable static var wordBound: UInt64 { 100_000_000 }
    @inlinable static var zeros: UInt64 { 0x3030_3030_3030_3030 }

    /// Reads a number of up to eight digits without a sign, as most are; nil for anything else.
    @inlinable
    @inline(__always)
    static func readShort(_ bytes: UnsafeRawBufferPointer) -> UInt32? {
        guard let start = bytes.baseAddress, 1...8 ~= bytes.count else { return nil }
        // As the last ones of eight, behind zeros.
        let shift = UInt64(64 &- bytes.count &* 8)
        var digits = (UInt64(loading: start, count: bytes.count) &<< shift) ^ (zeros &<< shift)
        guard (digits | (digits &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 == 0 else { return nil }
        // Pairs of digits, of pairs, and of those.
        digits = (digits &* (10 &<< 8 | 1)) &>> 8 & 0x00FF_00FF_00FF_00FF
        digits = (digits &* (100 &<< 16 | 1)) &>> 16 & 0x0000_FFFF_0000_FFFF
        return UInt32(truncatingIfNeeded: (digits &* (10_000 &<< 32 | 1)) &>> 32)
    }

    /// Writes a number. Up to 7 bytes behind it are overwritten, too.
    ///
    /// - Returns: how many digits it has, at most 20.
    static func write(_ number: UInt64, at place: UnsafeMutableRawPointer) -> Int {
        number < wordBound ? writeFirst(number, at: place) : writeLong(number, at: place)
    }

    @inline(__always)
    private static func writeFirst(_ number: UInt64, at place: UnsafeMutableRawPointer) -> Int {
        let digits = digits(of: number)
        // Without the zeros before it; 0 is one digit, too.
        let missingBits = Swift.min(digits.trailingZeroBitCount & ~7, 56)
        place.storeBytes(of: ((digits | zeros) &>> UInt64(missingBits)).littleEndian, as: UInt64.self)
        return 8 &- missingBits / 8
    }

    private static func writeLong(_ number: UInt64, at place: UnsafeMutableRawPointer) -> Int {
        let (rest, last) = number.quotientAndRemainder(dividingBy: wordBound)
        let count = write(rest, at: place)
        place.storeBytes(of: (digits(of: last) | zeros).littleEndian, toByteOffset: count, as: UInt64.self)
        return count &+ 8
    }

    /// The eight digits of a number below `wordBound`, each as a number.
    @inline(__always)
    private static func digits(of number: UInt64) -> UInt64 {
        // Two halves of four digits, each of them two pairs, each of them two digits. 10486 / 2^20 is a little more than
        // 1 / 100, 103 / 2^10 than 1 / 10: by so little that no number here is divided wrongly.
        let (high, low) = number.quotientAndRemainder(dividingBy: 10_000)
        let halves = high | low &<< 32
        let hundreds = (halves &* 10_486) &>> 20 & 0x0000_007F_0000_007F
        let pairs = hundreds | (halves &- hundreds &* 100) &<< 16
        let tens = (pairs &* 103) &>> 10 & 0x000F_000F_000F_000F
        return tens | (pairs &- tens &* 10) &<< 8
    }
}
