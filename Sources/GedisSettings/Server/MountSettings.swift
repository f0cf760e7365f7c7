/// How a server is called that a namespace is mounted from.
public struct MountSettings: Sendable, Hashable {
    /// How long it may take to reply, and to be connected to.
    public var timeout = Duration.seconds(5)
    /// The most connections to it of each thread, for each version of the protocol that clients speak.
    public var connections = 4

    /// The settings that hold where nothing is said.
    public init() {}
}

extension MountSettings: SettingGroup {
    package static let prefix = "mount_"

    package static let settings: [SettingDefinition<MountSettings>] = [
        .init(
            "timeout", \.timeout, .seconds(1...86_400),
            "seconds that a mounted server may take to reply, and to be connected to", .reload),
        .init(
            "connections", \.connections, .count(1...64),
            "the most connections of a thread to a mounted server; one is enough unless its calls take long", .reload),
    ]
}
