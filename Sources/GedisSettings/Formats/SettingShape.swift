/// What shape a setting's value has in a file: what editors and validators are to accept. The format itself says what a
/// value means; a shape is never narrower.
package enum SettingShape: Sendable, Hashable {
    /// Any text, or a number or truth value that is read as text.
    case text
    /// Text that a regular expression matches somewhere, or a number.
    case pattern(String)
    /// A whole number in a range.
    case integer(ClosedRange<Int>)
    /// A number above 0 and at most another.
    case number(atMost: Int)
    /// A truth value.
    case boolean
    /// One of some words, in any case.
    case choice([String])
}
