import GedisGUN
import GedisKit

/// The states of a store's values in memory, by node and key.
struct MemoryStates {
    /// What is known of a value besides the value.
    struct Mark {
        var state: Double
        /// The value, where a scalar does not say all of it: a null or a link.
        var exact: GunValue?
    }

    private var nodes: [ExactText: [ExactText: Mark]] = [:]

    /// The mark of a key.
    subscript(namespace: ExactText, key: ExactText) -> Mark? {
        get { nodes[namespace]?[key] }
        set { nodes[namespace, default: [:]][key] = newValue }
    }

    /// All marks of a node.
    func marks(of namespace: ExactText) -> [ExactText: Mark] { nodes[namespace] ?? [:] }
}
