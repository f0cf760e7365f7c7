/// What a JSON text is decoded as.
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
    /// - Throws: `JSONScanner.Failure` where it is no JSON, has more than one value, nests too deep, holds too many or is none
    ///   of this type.
    package init(json bytes: [UInt8], deepest: Int, mostValues: Int = .max) throws(JSONScanner.Failure) {
        var scanner = JSONScanner(bytes, deepest: deepest, mostValues: mostValues)
        self = try Self.next(&scanner)
        try scanner.end()
    }

    private static func next(_ scanner: inout JSONScanner) throws(JSONScanner.Failure) -> Self {
        let part: JSONPart<Self, Text>
        switch try scanner.next() {
        case .null: part = .null
        case .boolean(let truth): part = .boolean(truth)
        case .number(let digits): part = .number(digits)
        case .string(let string): part = .string(try text(string, scanner))
        case .array:
            var elements: [Self] = []
            try scanner.elements { scanner throws(JSONScanner.Failure) in elements.append(try next(&scanner)) }
            part = .array(elements)
        case .object:
            var members: [(name: Text, value: Self)] = []
            try scanner.members { scanner, name throws(JSONScanner.Failure) in
                members.append((try text(name, scanner), try next(&scanner)))
            }
            part = .object(members)
        }
        do throws(JSONMismatch) { return try Self(part) } catch { throw scanner.failure(error.reason) }
    }

    private static func text(_ string: JSONString, _ scanner: JSONScanner) throws(JSONScanner.Failure) -> Text {
        do throws(JSONMismatch) { return try text(of: string) } catch { throw scanner.failure(error.reason) }
    }
}
