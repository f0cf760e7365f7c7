/// How much a namespace that has a process of its own may take.
public struct WorkerSettings: Sendable, Hashable {
    /// How long a call may take; nil for as long as it does. A process that answers nothing for so long is ended.
    public var callTimeout: Duration?
    /// Whether a namespace in Swift has a process of its own, too.
    public var isIsolated = false

    /// The settings that hold where nothing is said.
    public init() {}
}

extension WorkerSettings: SettingGroup {
    package static let settings: [SettingDefinition<WorkerSettings>] = [
        .init(
            "call_timeout", \.callTimeout, .secondsOrForever(atMost: 86_400),
            "how long a call of a namespace in a process of its own may take; 0 for ever", .reload),
        .init(
            "isolated", \.isIsolated, .boolean, "whether a namespace in Swift has a process of its own", .reload),
    ]
}
