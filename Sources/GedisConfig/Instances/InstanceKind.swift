/// What an instance is a definition of; also the name of its folder in the config repo.
public enum InstanceKind: String, CaseIterable, Sendable, CustomStringConvertible {
    /// A server.
    case server
    /// A client of a server.
    case client
    /// The store behind a server.
    case backend
    /// A machine that servers run on.
    case machine

    /// The kind's name.
    public var description: String { rawValue }

    /// The type that an instance of the kind is read into.
    var definition: any InstanceDefinition.Type {
        switch self {
        case .server: ServerDefinition.self
        case .client: ClientDefinition.self
        case .backend: BackendDefinition.self
        case .machine: MachineDefinition.self
        }
    }
}
