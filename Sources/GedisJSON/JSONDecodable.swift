package import GedisKit

/// What a JSON text is decoded as, value by value from the innermost.
package protocol JSONDecodable {
    /// What its strings are.
    associatedtype Text = String

    /// A string as this type has them.
    ///
    /// - Throws: `JSONMismatch` where it has no such string.
    static func text(of string: JSONString) throws(JSONMismatch) -> Text

    /// Makes a value.
    ///
    /// - Throws: `JSONMismatch` where there is none of this type.
    init(_ part: JSONPart<Self, Text>) throws(JSONMismatch)
}

/// A value of a JSON text, what it holds being decoded already.
package enum JSONPart<Nested, Text> {
    /// Null.
    case null
    /// A truth value.
    case boolean(Bool)
    /// A number, digit for digit.
    case number(String)
    /// A string.
    case string(Text)
    /// An array's elements.
    case array([Nested])
    /// An object's members in their order; a name may come again.
    case object([(name: Text, value: Nested)])
}

/// Why a value of a JSON text is not decoded, though it is JSON.
package struct JSONMismatch: Error {
    /// The reason, such as "half a character".
    package let reason: String

    /// Says the reason.
    package init(_ reason: String) { self.reason = reason }
}

extension JSONDecodable {
    /// Decodes a text.
    ///
    /// - Parameters:
    ///   - bytes: the text
    ///   - deepest: how deep values may lie in one another
    ///   - mostValues: how many values it may hold, those that hold others among them
    /// - Throws: `JSONText.Failure` where it is no JSON, has more than one value, nests too deep, holds too many or is none
    ///   of this type.
    package init(json bytes: [UInt8], deepest: Int, mostValues: Int = .max) throws(JSONText.Failure) {
        let value = bytes.withUnsafeBytes { bytes in
            Result { () throws(JSONText.Failure) in
                let text = try JSONText(reading: bytes, deepest: deepest, mostValues: mostValues)
                return try Self(text, at: JSONText.root)
            }
        }
        self = try value.get()
    }

    /// Decodes the value at a node.
    ///
    /// - Throws: `JSONText.Failure` where it is none of this type.
    package init(_ json: JSONText, at index: Int) throws(JSONText.Failure) {
        do throws(JSONMismatch) {
            self = try Self.decode(json, index)
        } catch {
            throw json.failure(at: index, error.reason)
        }
    }

    private static func decode(_ json: JSONText, _ index: Int) throws(JSONMismatch) -> Self {
        switch json[index].kind {
        case .null: return try Self(.null)
        case .yes: return try Self(.boolean(true))
        case .no: return try Self(.boolean(false))
        case .number: return try Self(.number(json.text(index)))
        case .string: return try Self(.string(try text(of: json.string(index))))
        case .array:
            var elements: [Self] = []
            var child = index + 1
            while child < json.after(index) {
                elements.append(try decode(json, child))
                child = json.after(child)
            }
            return try Self(.array(elements))
        case .object:
            var members: [(name: Text, value: Self)] = []
            var child = index + 1
            while child < json.after(index) {
                members.append((try text(of: json.string(child)), try decode(json, child + 1)))
                child = json.after(child + 1)
            }
            return try Self(.object(members))
        }
    }
}
