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
    /// The line where it stands in its file; nil where no file names the key.
    public var line: Int?
    /// The file where it stands, from the repo's folder on; nil where no file names the key.
    public var file: String?
    /// The value with the environment's variables put in, where it names any and is no secret.
    public var expanded: String?
    /// The secrets themselves, of a key that has some.
    public var secrets: [Secret] = []

    /// The first of them; nil where there is none.
    public var secret: Secret? { secrets.first }
}
