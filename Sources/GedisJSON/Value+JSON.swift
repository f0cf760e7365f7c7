package import GedisKit

extension JSONWriter {
    /// How an error among values is written.
    package enum Errors: Sendable {
        /// `{"error":{"code":"ERR","message":"…"}}`, for programs.
        case parts
        /// `{"error":"ERR …"}`, for people who know the line.
        case line
    }

    /// What the strings among values are.
    package enum Strings: Sendable {
        /// Text, written as it is: what the server itself composes.
        case text
        /// Bytes, of which most are text: what commands reply, written as `EscapedBytes`.
        case bytes
    }

    /// Writes a reply, always as valid JSON: infinities and nan are strings, bytes that are no UTF-8 are a string with their
    /// escapes, and a key that is no string is the string of its own JSON.
    ///
    /// - Parameters:
    ///   - value: the reply
    ///   - errors: how errors in it are written
    ///   - strings: what strings in it are
    package mutating func write(_ value: Value, errors: Errors, strings: Strings = .bytes) {
        switch value {
        case .null: null()
        case .simple(let text), .verbatim(let text, _): string(text, strings)
        case .bulk(let bytes): string(bytes, strings)
        case .error(let error):
            switch errors {
            case .parts:
                write(
                    ["error": ["code": .string(error.code), "message": .string(error.message)]], errors: errors,
                    strings: .text)
            case .line: write(["error": .string(error.description)], errors: errors, strings: .text)
            }
        case .attributed(let value, _): write(value, errors: errors, strings: strings)
        case .integer(let integer): number(String(integer))
        case .double(let double): double.isFinite ? number(double.shortest) : string(double.description)
        case .boolean(let truth): boolean(truth)
        case .bigNumber(let digits): number(Self.spelled(digits))
        case .array(let values), .set(let values), .push(let values):
            array(values) { writer, value in writer.write(value, errors: errors, strings: strings) }
        case .map(let entries):
            object(entries) { writer, entry in
                writer.name(entry.key, errors, strings)
            } value: { writer, entry in
                writer.write(entry.value, errors: errors, strings: strings)
            }
        }
    }

    private mutating func name(_ value: Value, _ errors: Errors, _ strings: Strings) {
        let start = bytes.count
        write(value, errors: errors, strings: strings)
        if bytes[start] == UInt8(ascii: "\"") { return }
        let json = String(decoding: bytes[start...], as: UTF8.self)
        bytes.removeSubrange(start...)
        string(json)
    }

    private mutating func string(_ bytes: [UInt8], _ strings: Strings) {
        switch strings {
        case .text: string(String(decoding: bytes, as: UTF8.self))
        case .bytes: string(EscapedBytes.text(of: bytes))
        }
    }

    private mutating func string(_ text: String, _ strings: Strings) {
        switch strings {
        case .text: string(text)
        case .bytes: string(EscapedBytes.text(of: Array(text.utf8)))
        }
    }

    /// Digits without what JSON does not allow before them.
    private static func spelled(_ digits: String) -> String {
        let significant = digits.drop { $0 == "-" || $0 == "+" || $0 == "0" }
        return (digits.hasPrefix("-") ? "-" : "") + (significant.isEmpty ? "0" : significant)
    }
}

extension Value: JSONDecodable {
    /// The text of a string.
    ///
    /// - Throws: `JSONMismatch` where it has half a surrogate pair.
    package static func text(of string: JSONString) throws(JSONMismatch) -> String {
        guard case .text(let text) = string else { throw JSONMismatch("half a character") }
        return text
    }

    /// Makes a value. A number keeps its digits, as a big number: `1e400` and `9007199254740993` are what was written.
    package init(_ part: JSONPart<Value, String>) {
        self =
            switch part {
            case .null: .null
            case .boolean(let truth): .boolean(truth)
            case .number(let digits): .bigNumber(digits)
            case .string(let text): .string(text)
            case .array(let elements): .array(elements)
            case .object(let members): .map(members.map { Entry(.string($0.name), $0.value) })
            }
    }
}
