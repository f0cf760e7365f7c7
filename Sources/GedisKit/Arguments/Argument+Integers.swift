extension Argument where Self: FixedWidthInteger {
    /// Reads a decimal integer: an optional sign, then digits alone.
    @inlinable
    @inline(__always)
    public init?(argument: RawSpan) {
        let number: Self? = argument.withUnsafeBytes { bytes in
            if let number = DecimalDigits.readShort(bytes) { return Self(exactly: number) }
            return Self.readLong(bytes)
        }
        guard let number else { return nil }
        self = number
    }

    /// Reads an integer with a sign, or of many digits, which may say more than fits.
    @inlinable
    @inline(never)
    static func readLong(_ bytes: UnsafeRawBufferPointer) -> Self? {
        let negative = bytes.first == UInt8(ascii: "-")
        let digits = bytes.dropFirst(negative || bytes.first == UInt8(ascii: "+") ? 1 : 0)
        guard !digits.isEmpty else { return nil }
        var number: Self = 0
        for byte in digits {
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            let (shifted, tooBig) = number.multipliedReportingOverflow(by: 10)
            // Counting downwards for a negative number reaches its lowest value, which has no positive twin.
            let (next, tooFar) =
                negative
                ? shifted.subtractingReportingOverflow(Self(truncatingIfNeeded: digit))
                : shifted.addingReportingOverflow(Self(truncatingIfNeeded: digit))
            guard !tooBig, !tooFar else { return nil }
            number = next
        }
        return number
    }

    /// What an error reply asks for, with the range where the type is narrower than 64 bits.
    public static var argumentExpectation: String {
        switch (Self.bitWidth, Self.isSigned) {
        case (64, true): "an integer"
        case (64, false): "an integer of 0 or more"
        default: "an integer from \(Self.min) to \(Self.max)"
        }
    }
}

extension Int: Argument {}
extension Int8: Argument {}
extension Int16: Argument {}
extension Int32: Argument {}
extension Int64: Argument {}
extension UInt: Argument {}
extension UInt8: Argument {}
extension UInt16: Argument {}
extension UInt32: Argument {}
extension UInt64: Argument {}
