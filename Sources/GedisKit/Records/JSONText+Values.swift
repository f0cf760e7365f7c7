// What values of a JSON text are in Swift.

extension JSONText {
    /// A truth value.
    func boolean(_ index: Int) throws(RecordError) -> Bool {
        switch self[index].kind {
        case .yes: true
        case .no: false
        default: throw mismatch(index, Bool.argumentExpectation)
        }
    }

    /// A string that is Unicode text.
    func wholeString(_ index: Int) throws(RecordError) -> String {
        guard self[index].kind == .string, case .text(let text) = string(index) else { throw mismatch(index, "text") }
        return text
    }

    /// A number that has a double.
    func double(_ index: Int) throws(RecordError) -> Double {
        guard self[index].kind == .number, let number = Double(text(index)), number.isFinite else {
            throw mismatch(index, Double.argumentExpectation)
        }
        return number
    }

    /// A whole number in a type's range, as `12` and as `1.2e1`.
    @inline(__always)
    func integer<T: FixedWidthInteger & Argument>(_ index: Int) throws(RecordError) -> T {
        if self[index].kind == .number {
            if let number = T(argument: bytes(of: index).bytes) { return number }
            if let number = Double(text(index)), number.magnitude < 9_007_199_254_740_992,
                let whole = T(exactly: number)
            {
                return whole
            }
        }
        throw mismatch(index, T.argumentExpectation)
    }
}
