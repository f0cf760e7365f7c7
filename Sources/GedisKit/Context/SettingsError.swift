/// Settings of a namespace that are not what it asks for.
public struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where in the settings, such as `limits.daily`; empty for all of them.
    public var path: String
    /// What is wrong, such as `must be an integer, got "x"` or `is missing`.
    public var problem: String

    /// Says what is wrong with settings.
    public init(path: String, problem: String) {
        self.path = path
        self.problem = problem
    }

    /// The place and what is wrong there.
    public var description: String { "settings\(path.isEmpty ? "" : "." + path) \(problem)" }
}
