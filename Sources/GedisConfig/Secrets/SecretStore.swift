/// Seals values before they are written into the config repo, and opens them.
public protocol SecretStore: Sendable {
    /// Whether a text claims to be sealed.
    func isSealed(_ text: String) -> Bool

    /// Seals a text: one line without blanks or YAML's special characters.
    ///
    /// - Throws: `ConfigError` when it has no key to do it with.
    func seal(_ text: String) throws(ConfigError) -> String

    /// Opens a sealed text.
    ///
    /// - Throws: `ConfigError` when the text is damaged or was sealed with another key.
    func open(_ text: String) throws(ConfigError) -> String
}
