/// What a client can subscribe to.
struct Subscription: Hashable, Sendable {
    /// How channels are named.
    enum Kind: String, Sendable {
        /// One channel, by its name.
        case channel = "subscribe"
        /// All channels whose names fit a pattern.
        case pattern = "psubscribe"

        /// The name of what ends it.
        var opposite: String { self == .channel ? "unsubscribe" : "punsubscribe" }
    }

    let kind: Kind
    /// The channel's name, or the pattern.
    let name: [UInt8]
}

/// A value for each of some channels, and for each of some patterns.
struct BySubscription<Value> {
    private(set) var channels: [[UInt8]: Value] = [:]
    private(set) var patterns: [[UInt8]: Value] = [:]

    var isEmpty: Bool { channels.isEmpty && patterns.isEmpty }

    subscript(subscription: Subscription) -> Value? {
        get { subscription.kind == .channel ? channels[subscription.name] : patterns[subscription.name] }
        _modify {
            switch subscription.kind {
            case .channel: yield &channels[subscription.name]
            case .pattern: yield &patterns[subscription.name]
            }
        }
    }

    /// The names of one kind.
    func names(_ kind: Subscription.Kind) -> [[UInt8]] { Array(kind == .channel ? channels.keys : patterns.keys) }

    var count: Int { channels.count + patterns.count }
}
