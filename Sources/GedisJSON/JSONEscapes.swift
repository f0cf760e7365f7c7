/// Which characters of a text are written as escapes, as JSON has them: `\n`, `\u001b`.
package struct JSONEscapes: Sendable {
    private let hasQuotes: Bool
    private let hasUnprintable: Bool

    /// What JSON asks for: quotes, backslashes and control characters before the blank.
    package static let required = JSONEscapes(hasQuotes: true, hasUnprintable: false)

    /// What JSON asks for, and what steers a terminal, breaks a line or is invisible.
    package static let printable = JSONEscapes(hasQuotes: true, hasUnprintable: true)

    /// What steers a terminal, breaks a line or is invisible, in text that stands in no quotes.
    package static let unquoted = JSONEscapes(hasQuotes: false, hasUnprintable: true)

    /// The escape of a character; nil where it is written as it is.
    package func escape(of scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\"": hasQuotes ? "\\\"" : nil
        case "\\": hasQuotes ? "\\\\" : nil
        case "\u{8}": "\\b"
        case "\u{C}": "\\f"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case ..<" ": Self.escape(of: UInt16(scalar.value))
        case "\u{7F}"..."\u{A0}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}", "\u{FFFF}":
            hasUnprintable ? Self.escape(of: UInt16(scalar.value)) : nil
        default: nil
        }
    }

    /// The escape of a UTF-16 unit in hexadecimal digits.
    static func escape(of unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }

    /// The text with its escapes, without quotes around it.
    package func text(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    func append(_ text: some StringProtocol, to bytes: inout [UInt8]) {
        // All that is required is ASCII, so that there is no need to look at characters.
        if !hasUnprintable { return append(text.utf8, to: &bytes) }
        for scalar in text.unicodeScalars {
            if let escape = escape(of: scalar) { bytes += escape.utf8 } else { bytes += String(scalar).utf8 }
        }
    }

    /// Appends text; most has nothing to escape, and is copied as it is.
    func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        let isCopied = text.withUTF8 { utf8 in
            guard !hasUnprintable, !utf8.contains(where: Self.mayNeedEscape) else { return false }
            bytes.append(contentsOf: utf8)
            return true
        }
        if isCopied { return }
        if !hasUnprintable { return append(text.utf8, to: &bytes) }
        append(text[...], to: &bytes)
    }

    private static func mayNeedEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// Appends text of which only what is required is escaped.
    private func append(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
        for byte in text {
            if Self.mayNeedEscape(byte), let escape = escape(of: Unicode.Scalar(byte)) {
                bytes += escape.utf8
            } else {
                bytes.append(byte)
            }
        }
    }
}
