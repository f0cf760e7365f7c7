internal import GedisSettings

/// A key and the value that it shall get, as given on a command line: `port=9900`.
public struct Assignment: Hashable, Sendable {
    /// The key.
    public var key: String
    /// The value as text.
    public var value: String
    /// Whether the value is sealed, whatever its key is.
    public var isSecret: Bool

    /// Pairs a key with a value.
    public init(_ key: String, _ value: String, isSecret: Bool = false) {
        self.key = key
        self.value = value
        self.isSecret = isSecret
    }

    /// Reads `key=value`.
    ///
    /// - Throws: `ConfigError` when there is no `=` or no key before it.
    public init(_ text: String) throws(ConfigError) {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw ConfigError(.invalid, "'\(text.visible)' is no assignment: write key=value")
        }
        self.init(String(text[..<equals]), String(text[text.index(after: equals)...]))
    }
}
