/// A key of a backend's definition.
public struct BackendSetting: Hashable, Sendable {
    /// How its value is read.
    public enum Format: Hashable, Sendable {
        /// As it stands.
        case text
        /// A path; one that doesn't begin with `/` is taken from the repo's folder.
        case path
        /// Sealed before it is written.
        case secret
        /// A whole number in a range.
        case number(ClosedRange<Int>)
        /// A number of seconds, above 0 and at most a day.
        case seconds
        /// A truth value; the setting has `true` or `false`, whichever way the file says it.
        case truth
    }

    /// The key.
    public var name: String
    /// What it is for, in one line.
    public var help: String
    /// What a key that is left out means; nil where it must be given.
    public var defaultValue: String?
    /// How its value is read.
    public var format: Format

    /// Describes a key.
    public init(name: String, help: String, defaultValue: String? = "", format: Format = .text) {
        self.name = name
        self.help = help
        self.defaultValue = defaultValue
        self.format = format
    }
}

extension BackendSetting.Format {
    /// How such a value is read, which is kept as text for the backend.
    package var text: SettingFormat<String> {
        switch self {
        case .text, .secret: .text
        case .path: .path
        case .number(let range): SettingFormat<Int>.count(range).asText
        case .seconds: .fractionalSeconds
        case .truth: SettingFormat<Bool>.boolean.asText
        }
    }
}
