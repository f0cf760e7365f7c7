/// Seals values before they are written into the config repo, and opens them.
public protocol SecretStore: Sendable {
    /// Whether a text claims to be sealed.
    func isSealed(_ text: String) -> Bool

    /// Seals a text for one place: one line without blanks or YAML's special characters.
    ///
    /// - Parameters:
    ///   - text: the text
    ///   - place: where it stands
    ///   - keys: the keys of machines that open it too, as their definitions have them
    /// - Returns: the sealed text.
    /// - Throws: `ConfigError` when it has no key to do it with.
    func seal(_ text: String, for place: SecretPlace, machines keys: [String]) throws(ConfigError) -> String

    /// Opens a sealed text that stands in a place.
    ///
    /// - Throws: `ConfigError` when the text is damaged, or was sealed with another key or for another place.
    func open(_ text: String, for place: SecretPlace) throws(ConfigError) -> String

    /// Whether a text is sealed as it would be sealed now: for its place, with the key that seals, and for these machines.
    ///
    /// - Throws: `ConfigError` when it has no key.
    func isCurrent(_ text: String, for place: SecretPlace, machines keys: [String]) throws(ConfigError) -> Bool

    /// Whether a text is sealed for a machine's key. No key is needed to know it.
    func isSealed(_ text: String, forMachine key: String) -> Bool

    /// Makes a new key that seals from now on. What older keys sealed can still be opened.
    ///
    /// - Throws: `ConfigError` when the key cannot be made; then all is as it was.
    func renewKey() throws(ConfigError)

    /// Forgets all keys but the one that seals: what the others sealed can't be opened any more.
    ///
    /// - Throws: `ConfigError` when that fails; then all is as it was.
    func forgetOldKeys() throws(ConfigError)
}

extension SecretStore {
    /// Seals a text for one place, for no machine but those that have the key.
    ///
    /// - Throws: `ConfigError` when it has no key to do it with.
    public func seal(_ text: String, for place: SecretPlace) throws(ConfigError) -> String {
        try seal(text, for: place, machines: [])
    }
}
