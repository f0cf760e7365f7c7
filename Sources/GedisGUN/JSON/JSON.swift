/// A JSON value as JavaScript has it: every number is a double, and an object keeps the order of its members.
///
/// Names are distinguished by their UTF-8 bytes, which a dictionary of `String` does not do.
package indirect enum JSON: Sendable {
    case null
    case boolean(Bool)
    case number(Double)
    case string(String)
    /// A string that is no Unicode text, because it has half a surrogate pair: its UTF-16 units.
    case brokenString([UInt16])
    case array([JSON])
    case object([Member])

    package struct Member: Sendable {
        package let name: ExactText
        package let value: JSON

        package init(_ name: String, _ value: JSON) {
            self.name = ExactText(name)
            self.value = value
        }
    }

    /// The members, where this is an object.
    package var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// The text, where this is a string.
    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The number, where this is one.
    package var number: Double? {
        guard case .number(let number) = self else { return nil }
        return number
    }

    /// The member of that name, the last where there are several; nil where there is none or this is no object.
    package subscript(name: String) -> JSON? { members?.last { $0.name == ExactText(name) }?.value }
}
