/// What is bound to a parameter of a statement.
package enum SQLiteValue {
    case null, integer(Int), double(Double), text(String), bytes([UInt8])

    /// A number, or NULL for nil.
    package static func integer(_ number: Int?) -> SQLiteValue { number.map(Self.integer) ?? .null }

    /// A text, or NULL for nil.
    package static func text(_ text: String?) -> SQLiteValue { text.map(Self.text) ?? .null }
}
