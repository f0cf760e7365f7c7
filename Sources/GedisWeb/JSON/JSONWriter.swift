import GedisKit
import GedisRESP

/// Writes values as JSON, always valid: infinities and nan are strings, bytes that are no UTF-8 are a string with their
/// escapes as redis-cli prints them, and a key that is no string is the string of its own JSON.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ value: Value) {
        switch value {
        case .null: add("null")
        case .simple(let text), .verbatim(let text, _): string(text)
        case .bulk(let bytes): string(bytes)
        case .error(let error): write(["error": ["code": .string(error.code), "message": .string(error.message)]])
        case .attributed(let value, _): write(value)
        case .integer(let number): add(String(number))
        case .double(let number): number.isFinite ? add(shortest(number)) : string(String(number))
        case .boolean(let truth): add(truth ? "true" : "false")
        case .bigNumber(let digits): bigNumber(digits)
        case .array(let values), .set(let values), .push(let values):
            list(values, "[", "]") { writer, value in writer.write(value) }
        case .map(let entries):
            list(entries, "{", "}") { writer, entry in
                writer.key(entry.key)
                writer.add(":")
                writer.write(entry.value)
            }
        }
    }

    private mutating func list<Element>(
        _ elements: [Element], _ start: StaticString, _ end: StaticString,
        _ write: (inout JSONWriter, Element) -> Void
    ) {
        add("\(start)")
        for (index, element) in elements.enumerated() {
            if index > 0 { add(",") }
            write(&self, element)
        }
        add("\(end)")
    }

    private mutating func key(_ value: Value) {
        var nested = JSONWriter()
        nested.write(value)
        if nested.bytes.first == UInt8(ascii: "\"") { bytes += nested.bytes } else { string(nested.bytes) }
    }

    private mutating func add(_ text: String) { bytes += text.utf8 }

    private func shortest(_ number: Double) -> String {
        let text = number.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// Writes digits without what JSON does not allow before them.
    private mutating func bigNumber(_ digits: String) {
        if digits.hasPrefix("-") { add("-") }
        let significant = digits.drop { $0 == "-" || $0 == "+" || $0 == "0" }
        add(significant.isEmpty ? "0" : String(significant))
    }

    private mutating func string(_ text: String) { quote(text.utf8) }

    private mutating func string(_ text: [UInt8]) {
        let isText = text.allSatisfy { $0 < 0x80 } || String(validating: text, as: UTF8.self) != nil
        if isText { return quote(text) }
        string(String(QuotedBytes(text).description.dropFirst().dropLast()))
    }

    private mutating func quote(_ text: some Sequence<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): add("\\n")
            case UInt8(ascii: "\r"): add("\\r")
            case UInt8(ascii: "\t"): add("\\t")
            case ..<0x20: add((byte < 0x10 ? "\\u000" : "\\u00") + String(byte, radix: 16))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
