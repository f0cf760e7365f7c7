/// A type of backend that a definition may name, and the keys that it has besides `type`.
public struct BackendSchema: Hashable, Sendable {
    /// The type's name, as definitions write it.
    public var type: String
    /// What it is, in one line.
    public var help: String
    /// Its keys.
    public var settings: [Setting]

    /// Describes a type of backend.
    public init(type: String, help: String, settings: [Setting] = []) {
        self.type = type
        self.help = help
        self.settings = settings
    }

    /// A key of a backend's definition.
    public struct Setting: Hashable, Sendable {
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

    /// Values in the server's memory.
    public static let memory = BackendSchema(
        type: "memory", help: "keeps values in the server's memory; they are gone when it stops")
}
