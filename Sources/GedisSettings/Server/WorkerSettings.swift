/// What serves a namespace that has processes of its own, and how much they may take.
public struct WorkerSettings: Sendable, Hashable {
    /// The program that serves it, and the words behind its name; empty where it has a source.
    public var command: [String] = []
    /// How many processes serve it at once.
    public var workers = 1
    /// How many bytes of memory each may have; 0 for as many as it takes. One that has more is ended and started anew.
    public var memoryLimit = 0
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
            "command", \.command, .command,
            "program that serves the namespace, with its words; paths are from the repo's folder", .reload),
        .init(
            "workers", \.workers, .count(1...64), "how many processes serve a namespace that has its own", .reload),
        .init(
            "memory_limit", \.memoryLimit, .size(0...(1 << 40)),
            "memory of a process at which it is started anew; 0 for any", .reload),
        .init(
            "call_timeout", \.callTimeout, .secondsOrForever(atMost: 86_400),
            "how long a call of a namespace in a process of its own may take; 0 for ever", .reload),
        .init(
            "isolated", \.isIsolated, .boolean, "whether a namespace in Swift has a process of its own", .reload),
    ]
}
