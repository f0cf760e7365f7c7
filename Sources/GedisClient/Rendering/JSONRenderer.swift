internal import GedisKit
internal import GedisRESP

/// Prints replies as `redis-cli --json` does, and always valid JSON.
///
/// Where redis-cli prints what is no JSON, this says it otherwise: an error is an object `{"error": …}`, infinities and
/// nan are strings, and bytes that are not UTF-8 are a string with their escapes, as of `redis-cli --quoted-json`.
struct JSONRenderer {
    private(set) var output = ""

    mutating func render(_ value: Value) {
        switch value {
        case .null: output += "null"
        case .simple(let text), .verbatim(let text, _): string(text)
        case .error(let error):
            output += #"{"error":"#
            string(error.text)
            output += "}"
        case .attributed(let value, _): render(value)
        case .integer(let number): output += "\(number)"
        case .double(let number):
            if number.isFinite { output += number.shortest } else { string("\(number)") }
        case .boolean(let truth): output += truth ? "true" : "false"
        case .bigNumber(let digits): bigNumber(digits)
        case .bulk(let bytes): string(value.text ?? String(QuotedBytes(bytes).description.dropFirst().dropLast()))
        case .array(let values), .set(let values), .push(let values):
            output += "["
            for (index, value) in values.enumerated() {
                if index > 0 { output += "," }
                render(value)
            }
            output += "]"
        case .map(let entries):
            output += "{"
            for (index, entry) in entries.enumerated() {
                if index > 0 { output += "," }
                key(entry.key)
                output += ":"
                render(entry.value)
            }
            output += "}"
        }
    }

    /// Prints a key. JSON has only strings there: any other value becomes the string of its own JSON.
    private mutating func key(_ value: Value) {
        var nested = JSONRenderer()
        nested.render(value)
        if nested.output.hasPrefix("\"") { output += nested.output } else { string(nested.output) }
    }

    /// Prints digits without what JSON does not allow before them.
    private mutating func bigNumber(_ digits: String) {
        if digits.hasPrefix("-") { output += "-" }
        let significant = digits.drop { $0 == "-" || $0 == "+" || $0 == "0" }
        output += significant.isEmpty ? "0" : significant
    }

    private mutating func string(_ text: String) {
        output += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            case "\u{8}": output += "\\b"
            case "\u{C}": output += "\\f"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: output.unicodeScalars.append(scalar)
            }
        }
        output += "\""
    }
}
