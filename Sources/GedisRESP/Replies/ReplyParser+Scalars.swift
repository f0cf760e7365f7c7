internal import GedisKit

extension CommandError {
    /// Reads an error reply: its code up to the first space, then the message. A line break is written as a space, and read
    /// as one.
    init(reply bytes: ArraySlice<UInt8>) {
        let words = bytes.split(maxSplits: 1, omittingEmptySubsequences: false) { byte in
            byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n")
        }
        self.init(
            words.count > 1 ? String(decoding: words[1], as: UTF8.self) : "",
            code: String(decoding: words[0], as: UTF8.self))
    }
}

extension Bool {
    /// Reads `t` or `f`.
    init?(reply bytes: ArraySlice<UInt8>) {
        guard bytes.count == 1, let letter = bytes.first else { return nil }
        switch letter {
        case UInt8(ascii: "t"): self = true
        case UInt8(ascii: "f"): self = false
        default: return nil
        }
    }
}

extension Double {
    /// Reads a decimal number, `inf` or `nan`; not the hexadecimal numbers that `Double(_:)` takes as well.
    init?(reply bytes: ArraySlice<UInt8>) {
        let text = String(decoding: bytes, as: UTF8.self)
        switch text {
        case "inf", "+inf", "-inf", "nan", "-nan": break
        default:
            let decimal = bytes.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"),
                    UInt8(ascii: "e"), UInt8(ascii: "E"):
                    true
                default: false
                }
            }
            guard decimal else { return nil }
        }
        self.init(text)
    }
}

extension Value {
    /// Reads an integer of any size: an optional sign, then digits alone.
    init?(bigNumber bytes: ArraySlice<UInt8>) {
        let signed = bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+")
        let digits = signed ? bytes.dropFirst() : bytes
        guard !digits.isEmpty, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        self = .bigNumber(String(decoding: bytes, as: UTF8.self))
    }

    /// Reads text behind three letters and a colon.
    init?(verbatim bytes: ArraySlice<UInt8>) {
        let format = bytes.prefix(3)
        let rest = bytes.dropFirst(3)
        guard rest.first == UInt8(ascii: ":"), format.allSatisfy({ $0 < 0x80 }) else { return nil }
        self = .verbatim(
            String(decoding: rest.dropFirst(), as: UTF8.self), format: String(decoding: format, as: UTF8.self))
    }
}
