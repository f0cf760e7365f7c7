/// A type of backend that a definition may name, and the keys that it has besides `type`.
public struct BackendSchema: Hashable, Sendable {
    /// The type's name, as definitions write it.
    public var type: String
    /// What it is, in one line.
    public var help: String
    /// Its keys.
    public var settings: [BackendSetting]

    /// Describes a type of backend.
    public init(type: String, help: String, settings: [BackendSetting] = []) {
        self.type = type
        self.help = help
        self.settings = settings
    }

    /// Values in the server's memory: the type of a definition that names none.
    public static let memory = BackendSchema(
        type: "memory", help: "Keeps values in the server's memory; they are gone when it stops.")
}
