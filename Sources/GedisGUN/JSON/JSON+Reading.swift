package import GedisJSON
package import GedisKit

extension JSON: JSONDecodable {
    /// How deep values may lie in one another; GUN's own go 5 deep.
    private static var deepest: Int { 64 }

    /// Reads a text as JavaScript does.
    ///
    /// GUN servers send bare tokens such as `-Infinity`; a frame with one is no JSON, and only that frame is lost.
    ///
    /// - Throws: `JSONText.Failure` where it is no JSON, has more than one value or nests too deep.
    package static func read(_ bytes: [UInt8]) throws(JSONText.Failure) -> JSON {
        try JSON(json: bytes, deepest: deepest)
    }

    package static func text(of string: JSONString) -> JSONString { string }

    package init(_ part: JSONPart<JSON, JSONString>) throws(JSONMismatch) {
        switch part {
        case .null: self = .null
        case .boolean(let truth): self = .boolean(truth)
        case .number(let digits):
            // What is too big for a double is infinite, as in JavaScript; no GUN value is.
            guard let number = Double(digits) else { throw JSONMismatch("not a number") }
            self = .number(number)
        case .string(.text(let text)): self = .string(text)
        case .string(.broken(let units)): self = .brokenString(units)
        case .array(let elements): self = .array(elements)
        case .object(let members):
            self = .object(
                members.map { name, value in
                    switch name {
                    case .text(let text): Member(text, value)
                    case .broken(let units): Member(String(decoding: units, as: UTF16.self), value)
                    }
                })
        }
    }
}
