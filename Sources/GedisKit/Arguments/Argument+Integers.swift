extension Argument where Self: FixedWidthInteger {
    /// Reads a decimal integer: an optional sign, then digits alone.
    @inlinable
    @inline(__always)
    public init?(argument: RawSpan) {
        let number: Self? = argument.withUnsafeBytes { bytes in
            var place = 0
            let negative = bytes.first == UInt8(ascii: "-")
            if negative || bytes.first == UInt8(ascii: "+") { place = 1 }
            guard place < bytes.count else { return nil }
            if bytes.count < 19 {
                // Fits into 64 bits whatever the digits are.
                var number: Int64 = 0
                while place < bytes.count {
                    let digit = bytes[place] &- UInt8(ascii: "0")
                    guard digit < 10 else { return nil }
                    number = number &* 10 &+ Int64(digit)
                    place &+= 1
                }
                return Self(exactly: negative ? 0 &- number : number)
            }
            var number: Self = 0
            for byte in bytes[place...] {
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
