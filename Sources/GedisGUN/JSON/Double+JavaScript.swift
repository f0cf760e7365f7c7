extension Double {
    /// The number as JavaScript prints it: its shortest digits, with an exponent from 1e21 on and below 1e-6.
    ///
    /// Source: ECMA-262, `Number::toString`. The number is finite.
    package var javaScript: String {
        // Of a whole number the digits are those of the integer.
        if magnitude < 0x1p53, let whole = Int(exactly: self) { return String(whole) }
        // Swift finds the same shortest digits and only places them differently: 1e-05, 3.0, 1e+16.
        let description = magnitude.description
        let parts = description.split(separator: "e")
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let mantissa = parts[0].split(separator: ".")
        let fraction = mantissa.count > 1 && mantissa[1] != "0" ? mantissa[1] : ""
        let all = mantissa[0] + fraction
        let leading = all.prefix { $0 == "0" }.count
        var digits = String(all.dropFirst(leading))
        if digits.isEmpty { return "0" }
        // The decimal point stands after `point` digits.
        let point = mantissa[0].count - leading + exponent
        while digits.last == "0" { digits.removeLast() }
        return (self < 0 ? "-" : "") + Self.place(digits, point)
    }

    private static func place(_ digits: String, _ point: Int) -> String {
        let count = digits.count
        if count <= point, point <= 21 { return digits + String(repeating: "0", count: point - count) }
        if 0 < point, point <= 21 { return digits.prefix(point) + "." + digits.dropFirst(point) }
        if -6 < point, point <= 0 { return "0." + String(repeating: "0", count: -point) + digits }
        let exponent = (point > 0 ? "e+" : "e-") + String(abs(point - 1))
        return digits.prefix(1) + (count > 1 ? "." : "") + digits.dropFirst() + exponent
    }
}
