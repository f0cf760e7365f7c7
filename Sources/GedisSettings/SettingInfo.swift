/// What is known of a setting besides its type: what help, documents and hints are made of.
public struct SettingInfo: Hashable, Sendable {
    /// What makes a server that runs take a changed value over.
    public enum Activation: String, Sendable {
        /// A reload does.
        case reload
        /// The value holds from the server's start to its end.
        case restart
    }

    /// The key, as files and commands have it.
    public var name: String
    /// What stands for a value in help texts, such as `port`.
    public var placeholder: String
    /// What a key that is left out means; nil where it must be given.
    public var defaultValue: String?
    /// What it is for, in one line.
    public var help: String
    /// Whether its value is sealed before it is written, and hidden where it is shown.
    public var isSecret = false
    /// What makes a server that runs take a changed value over; nil where no server runs by it.
    public var activation: Activation?

    /// Describes a setting.
    package init(
        name: String, placeholder: String, defaultValue: String?, help: String, isSecret: Bool = false,
        activation: Activation? = nil
    ) {
        self.name = name
        self.placeholder = placeholder
        self.defaultValue = defaultValue
        self.help = help
        self.isSecret = isSecret
        self.activation = activation
    }
}
