/// Bytes in double quotes, what is not printable ASCII escaped, as Redis' `sdscatrepr` does.
package struct QuotedBytes: CustomStringConvertible {
    /// The quoted bytes.
    package let description: String

    /// Quotes bytes.
    package init(_ bytes: some Sequence<UInt8>) {
        var text = "\""
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\\"): text += "\\\\"
            case UInt8(ascii: "\""): text += "\\\""
            case 0x07: text += "\\a"
            case 0x08: text += "\\b"
            case 0x09: text += "\\t"
            case 0x0A: text += "\\n"
            case 0x0D: text += "\\r"
            case 0x20...0x7E: text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += (byte < 0x10 ? "\\x0" : "\\x") + String(byte, radix: 16)
            }
        }
        description = text + "\""
    }
}
