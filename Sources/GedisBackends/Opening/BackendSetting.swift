/// A key that a backend's definition has besides `type`.
package struct BackendSetting: Sendable, Hashable {
    /// The key.
    package var name: String
    /// What it means, in one sentence.
    package var summary: String
    /// What stands for a key left out; nil where it must be given.
    package var defaultValue: String?
    /// How its value is read.
    package var format = Format.text

    /// How a value is read, and kept.
    package enum Format: Sendable, Hashable {
        /// As it stands.
        case text
        /// As the path of a file.
        case path
        /// As it stands; it is not to be shown, nor kept in the clear.
        case secret
        /// As a whole number in a range.
        case number(ClosedRange<Int>)
        /// As a number of seconds, above 0 and at most a day.
        case seconds
        /// As `true` or `false`.
        case truth
    }

    /// The authorities to trust with TLS.
    static let authorities = BackendSetting(
        name: "cacert", summary: "A PEM file of the authorities to trust with TLS; empty: the system's.",
        defaultValue: "", format: .path)

    /// The seconds after which a call gives up.
    static let timeout = BackendSetting(
        name: "timeout", summary: "The seconds after which a call gives up.", defaultValue: "5",
        format: .seconds)
}
