internal import GedisJSON
package import GedisKit

/// A value of a GUN node.
package enum GunValue: Sendable {
    /// What a deleted key holds.
    case null
    case boolean(Bool)
    /// A finite number.
    case number(Double)
    case text(String)
    /// Text with half a surrogate pair, which only JavaScript can hold: its UTF-16 units.
    case brokenText([UInt16])
    /// Another node, by its soul.
    case link(String)

    /// Reads a value; nil for what no GUN node may hold: arrays, infinite numbers, objects other than a link.
    package init?(_ json: JSON) {
        switch json {
        case .null: self = .null
        case .boolean(let truth): self = .boolean(truth)
        case .number(let number) where number.isFinite: self = .number(number)
        case .string(let text): self = .text(text)
        case .brokenString(let units): self = .brokenText(units)
        case .object(let members) where members.count == 1:
            guard let soul = json["#"]?.string else { return nil }
            self = .link(soul)
        default: return nil
        }
    }

    /// Writes the value as JSON.
    func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .boolean(let truth): writer.boolean(truth)
        case .number(let number): writer.number(number.javaScript)
        case .text(let text): writer.string(text)
        case .brokenText, .link: json.write(to: &writer)
        }
    }

    /// The value as JSON.
    package var json: JSON {
        switch self {
        case .null: .null
        case .boolean(let truth): .boolean(truth)
        case .number(let number): .number(number)
        case .text(let text): .string(text)
        case .brokenText(let units): .brokenString(units)
        case .link(let soul): .object([JSON.Member("#", .string(soul))])
        }
    }
}

extension GunValue {
    /// What a scalar is stored as.
    ///
    /// - Throws: `Refusal` for what a double or Unicode text cannot hold.
    package init(_ scalar: Scalar) throws(Refusal) {
        switch scalar {
        case .string(let text): self = .text(text)
        case .bytes(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw Refusal(reason: "GUN holds text, and these bytes are not UTF-8")
            }
            self = .text(text)
        case .integer(let integer):
            guard let number = Double(exactly: integer) else {
                throw Refusal(reason: "GUN holds numbers as doubles, and \(integer) would lose digits")
            }
            self = .number(number)
        case .double(let number):
            guard number.isFinite else { throw Refusal(reason: "GUN holds finite numbers only, not \(number)") }
            self = .number(number)
        case .boolean(let truth): self = .boolean(truth)
        }
    }

    /// Why a value cannot be stored.
    package struct Refusal: Error {
        /// The reason, for people.
        package let reason: String

        /// Says the reason.
        package init(reason: String) { self.reason = reason }
    }

    /// The value as a scalar: a link as the soul it names, a whole number as an integer; nil for null.
    package var scalar: Scalar? {
        switch self {
        case .null: nil
        case .boolean(let truth): .boolean(truth)
        case .number(let number): Int(exactly: number).map(Scalar.integer) ?? .double(number)
        case .text(let text), .link(let text): .string(text)
        case .brokenText(let units): .string(String(decoding: units, as: UTF16.self))
        }
    }
}
