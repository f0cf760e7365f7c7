/// Reads and writes decimal digits eight at a time, in a word whose lowest byte is the first of them. How long a number
/// is makes no difference then, which a loop over its digits would have to guess at each.
@usableFromInline
enum DecimalDigits {
    /// The most digits that can be read; they fit into 64 bits whatever they are.
    @usableFromInline static var most: Int { 16 }

    @usableFromInline static var wordBound: UInt64 { 100_000_000 }
    @usableFromInline static var zeros: UInt64 { 0x3030_3030_3030_3030 }

    /// Reads a number.
    ///
    /// - Parameters:
    ///   - bytes: where it begins
    ///   - count: how many bytes it has, from 1 to `most`
    /// - Returns: the number; nil where there are other bytes than digits.
    @inlinable
    @inline(__always)
    static func read(_ bytes: UnsafeRawPointer, count: Int) -> UInt64? {
        guard count > 8 else { return number(word(bytes, count: count), count: count) }
        let high = count &- 8
        guard let first = number(word(bytes, count: high), count: high),
            let last = number(UInt64(littleEndian: (bytes + high).loadUnaligned(as: UInt64.self)), count: 8)
        else { return nil }
        return first &* wordBound &+ last
    }

    /// Loads 1 to 8 bytes, and touches none besides: longer ones by two loads that overlap.
    @inlinable
    @inline(__always)
    static func word(_ bytes: UnsafeRawPointer, count: Int) -> UInt64 {
        if count >= 4 {
            let last = count &- 4
            return UInt64(UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)))
                | UInt64(UInt32(littleEndian: (bytes + last).loadUnaligned(as: UInt32.self))) &<< UInt64(last &* 8)
        }
        let (middle, last) = (count &>> 1, count &- 1)
        return UInt64(bytes.load(as: UInt8.self))
            | UInt64(bytes.load(fromByteOffset: middle, as: UInt8.self)) &<< UInt64(middle &* 8)
            | UInt64(bytes.load(fromByteOffset: last, as: UInt8.self)) &<< UInt64(last &* 8)
    }

    /// What the lowest bytes of a word say, `count` of them.
    @inlinable
    @inline(__always)
    static func number(_ word: UInt64, count: Int) -> UInt64? {
        // As the last ones of eight, behind zeros.
        let shift = UInt64(64 &- count &* 8)
        var digits = (word &<< shift) ^ (zeros &<< shift)
        guard (digits | (digits &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 == 0 else { return nil }
        // Pairs of digits, of pairs, and of those.
        digits = (digits &* (10 &<< 8 | 1)) &>> 8 & 0x00FF_00FF_00FF_00FF
        digits = (digits &* (100 &<< 16 | 1)) &>> 16 & 0x0000_FFFF_0000_FFFF
        return (digits &* (10_000 &<< 32 | 1)) &>> 32
    }

    /// Writes a number. Up to 8 bytes behind it are overwritten, too.
    ///
    /// - Returns: how many digits it has, at most 20.
    static func write(_ number: UInt64, at place: UnsafeMutableRawPointer) -> Int {
        number < wordBound ? writeFirst(number, at: place) : writeLong(number, at: place)
    }

    @inline(__always)
    private static func writeFirst(_ number: UInt64, at place: UnsafeMutableRawPointer) -> Int {
        let digits = digits(of: number)
        // Without the zeros before it; 0 is one digit, too.
        let missing = Swift.min(digits.trailingZeroBitCount & ~7, 56)
        place.storeBytes(of: ((digits | zeros) &>> UInt64(missing)).littleEndian, as: UInt64.self)
        return 8 &- missing / 8
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
