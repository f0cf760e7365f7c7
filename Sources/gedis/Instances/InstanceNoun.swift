import GedisConfig

/// The kind of instance that a verb such as `create` is for: the verbs are the same for all of them.
protocol InstanceNoun {
    static var kind: InstanceKind { get }
    /// The lines of a help text that explain the keys. Each process asks for them many times, so they are made once.
    static var keysHelp: String { get }
}

enum ServerNoun: InstanceNoun {
    static let kind = InstanceKind.server
    static let keysHelp = AssignmentOptions.help(on: kind)
}

enum ClientNoun: InstanceNoun {
    static let kind = InstanceKind.client
    static let keysHelp = AssignmentOptions.help(on: kind)
}

enum BackendNoun: InstanceNoun {
    static let kind = InstanceKind.backend
    static let keysHelp = AssignmentOptions.help(on: kind)
}

enum MachineNoun: InstanceNoun {
    static let kind = InstanceKind.machine
    static let keysHelp = AssignmentOptions.help(on: kind)
}
