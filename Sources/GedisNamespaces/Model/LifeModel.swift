/// How the glue comes to the object whose methods it calls.
struct InstanceModel: Sendable, Hashable, Codable {
    /// Whether its `init` throws.
    var isThrowing: Bool
    /// What its `init` is handed; parameters with default values are left out.
    var parameters: [ParameterModel]
}

/// What a namespace's type has besides commands.
struct LifeModel: Sendable, Hashable, Codable {
    /// Asked before each command, and may refuse it: `before(_ call: Call, context: Context)`.
    var before: MethodModel?
    /// Called before the namespace is replaced or removed, or the server ends: `stop() async`.
    var stop: MethodModel?
    /// What the next instance's `init` is handed as `state`.
    var state: MethodModel?
    /// Whether it declares `schedules`.
    var hasSchedules = false

    /// Whether one of them needs an instance.
    var needsInstance: Bool { hasSchedules || [before, stop, state].contains { $0.map { !$0.isStatic } ?? false } }

    /// Whether there is anything for the server to do besides answering calls.
    var isActive: Bool { hasSchedules || stop != nil || state != nil }
}
