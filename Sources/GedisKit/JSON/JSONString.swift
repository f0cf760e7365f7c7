/// A string of a JSON text.
package enum JSONString: Sendable {
    case text(String)
    /// One that is no Unicode text, because it has half a surrogate pair: its UTF-16 units.
    case broken([UInt16])
}

extension JSONString {
    /// Reads the bytes between a string's quotes, whose escapes have been found to be right.
    init(escaped bytes: UnsafeRawBufferPointer) {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let byte = rest.first {
            if byte == UInt8(ascii: "\\") {
                let escape = rest[rest.startIndex + 1]
                if let unit = Self.unit(ofEscape: escape) {
                    units.append(unit)
                    rest = rest.dropFirst(2)
                } else {
                    let digits = String(decoding: rest.dropFirst(2).prefix(4), as: UTF8.self)
                    units.append(UInt16(digits, radix: 16) ?? 0)
                    rest = rest.dropFirst(6)
                }
            } else {
                let piece = rest.prefix { $0 != UInt8(ascii: "\\") }
                units.append(contentsOf: String(decoding: piece, as: UTF8.self).utf16)
                rest = rest[piece.endIndex...]
            }
        }
        self = String(validating: units, as: UTF16.self).map(JSONString.text) ?? .broken(units)
    }

    /// What a letter after a backslash stands for; nil for `u` and for what is no escape.
    static func unit(ofEscape byte: UInt8) -> UInt16? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): UInt16(byte)
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }
}
