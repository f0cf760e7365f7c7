import GedisConfig

/// The kind of instance that a verb such as `create` is for: the verbs are the same for all three.
protocol InstanceNoun {
    static var kind: InstanceKind { get }
}

enum ServerNoun: InstanceNoun { static let kind = InstanceKind.server }
enum ClientNoun: InstanceNoun { static let kind = InstanceKind.client }
enum BackendNoun: InstanceNoun { static let kind = InstanceKind.backend }
