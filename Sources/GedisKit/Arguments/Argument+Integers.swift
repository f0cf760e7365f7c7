extension Argument where Self: FixedWidthInteger {
    /// Reads a decimal integer: an optional sign, then digits alone.
    @inlinable
    public init?(argument: RawSpan) {
        let number: Self? = argument.withUnsafeBytes { bytes in
            var digits = bytes[...]
            let negative = digits.first == UInt8(ascii: "-")
            if negative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
            guard !digits.isEmpty else { return nil }
            if digits.count < 19 {
                // Fits into 64 bits whatever the digits are.
                var number: Int64 = 0
                for byte in UnsafeRawBufferPointer(rebasing: digits) {
                    let digit = byte &- UInt8(ascii: "0")
                    guard digit < 10 else { return nil }
                    number = number &* 10 &+ Int64(digit)
                }
                return Self(exactly: negative ? -number : number)
            }
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
        guard let number else { return nil }
        self = number
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
