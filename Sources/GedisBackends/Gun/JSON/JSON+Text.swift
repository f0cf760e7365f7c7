extension JSON {
    /// The value as JavaScript's `JSON.stringify` writes it: compact, and only what must be escaped is.
    ///
    /// GUN orders values of equal state by this text. Source: ECMA-262, `SerializeJSONProperty` and `QuoteJSONString`.
    var text: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .boolean(let truth): text += truth ? "true" : "false"
        case .number(let number): text += number.isFinite ? number.javaScript : "null"
        case .string(let string): Self.quote(string, to: &text)
        case .brokenString(let units): Self.quote(units, to: &text)
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += "," }
                element.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { text += "," }
                Self.quote(member.name.text, to: &text)
                text += ":"
                member.value.write(to: &text)
            }
            text += "}"
        }
    }

    private static func quote(_ string: String, to text: inout String) {
        text += "\""
        defer { text += "\"" }
        // Most strings need no escape at all.
        if !string.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) {
            return text += string
        }
        for scalar in string.unicodeScalars {
            if let escape = escape(scalar) { text += escape } else { text.unicodeScalars.append(scalar) }
        }
    }

    /// Quotes a string with lone surrogates, each as its `\u` escape.
    private static func quote(_ units: [UInt16], to text: inout String) {
        text += "\""
        var decoder = UTF16()
        var rest = units.makeIterator()
        var position = 0
        while true {
            switch decoder.decode(&rest) {
            case .scalarValue(let scalar):
                if let escape = escape(scalar) { text += escape } else { text.unicodeScalars.append(scalar) }
                position += UTF16.width(scalar)
            case .error:
                text += "\\u" + hexadecimal(units[position])
                position += 1
            case .emptyInput:
                text += "\""
                return
            }
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\u{8}": "\\b"
        case "\u{C}": "\\f"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case ..<" ": "\\u" + hexadecimal(UInt16(scalar.value))
        default: nil
        }
    }

    private static func hexadecimal(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
