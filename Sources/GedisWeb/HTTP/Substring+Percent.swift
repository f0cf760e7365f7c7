extension Substring {
    /// The text with its percent-encoded bytes decoded, once, as RFC 3986 has it; nil where they are none, or no UTF-8.
    var percentDecoded: Substring? {
        guard utf8.contains(UInt8(ascii: "%")) else { return self }
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst()?.hexadecimalValue, let low = rest.popFirst()?.hexadecimalValue else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self).map { $0[...] }
    }
}

extension UInt8 {
    /// What an ASCII digit of a hexadecimal number stands for; nil for anything else.
    fileprivate var hexadecimalValue: UInt8? { Character(Unicode.Scalar(self)).hexDigitValue.map { UInt8($0) } }
}
