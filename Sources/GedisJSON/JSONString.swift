/// A string of a JSON text.
package enum JSONString: Sendable {
    case text(String)
    /// One that is no Unicode text, because it has half a surrogate pair: its UTF-16 units.
    case broken([UInt16])
}
