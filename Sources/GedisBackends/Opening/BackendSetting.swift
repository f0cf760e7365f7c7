/// A key that a backend's definition has besides `type`.
package struct BackendSetting: Sendable, Hashable {
    /// The key.
    package var name: String
    /// What it means, in one sentence.
    package var summary: String
    /// What stands for a key left out; nil where it must be given.
    package var defaultValue: String?

    /// The seconds after which a call gives up.
    static let timeout = BackendSetting(
        name: "timeout", summary: "The seconds after which a call gives up.", defaultValue: "5")
}
