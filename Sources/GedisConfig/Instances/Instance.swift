public import GedisSettings

/// A named definition of the config repo.
public struct Instance<Definition: Sendable>: Sendable {
    /// Its name.
    public var name: String
    /// What it says.
    public var definition: Definition
    /// What deserves a warning in its file.
    public var warnings: [Problem] = []
}

/// A key of an instance's file and its value, as people are shown it.
public struct Setting: Sendable {
    /// What the key is.
    public var field: SettingInfo
    /// The value as the file says it, or the default. Of a secret, what stands for it: `(sealed)`.
    public var value: String
    /// Whether the value is the default, written or not.
    public var isDefault: Bool
    /// The line where it stands in the file; nil where the file doesn't name the key.
    public var line: Int?
    /// The secret itself, of a key that has one.
    public var secret: Secret?
}
