import GedisGUN
import GedisKit
import Synchronization

/// The nodes that somebody listens to: what is known of each, so that only what HAM takes is reported, and once.
final class GunSubscriptions: Sendable {
    private struct Subscription {
        var node: GunNode
        /// Whether what is on the server has been learnt; before, what comes in is no change.
        var isSeeded = false
        /// How many parts that lie in the future wait to be merged.
        var waiting = 0
    }

    /// How many parts of a node may wait for their time; what comes beyond is not reported.
    private static let mostWaiting = 1024

    private let subscriptions = Mutex<[ExactText: Subscription]>([:])
    private let feed = ChangeFeed()

    /// The nodes to ask for when there is a new connection.
    var souls: [String] { subscriptions.withLock { $0.values.map(\.node.soul) } }

    /// The entry that is known of a key of a node that somebody listens to.
    func entry(_ soul: String, _ key: ExactText) -> GunEntry? {
        subscriptions.withLock { $0[ExactText(soul)]?.node.entries[key] }
    }

    /// Listens to a node that somebody listens to already; nil where nobody does.
    func listen(to soul: String) -> Changes? {
        subscriptions.withLock { subscriptions in
            let soul = ExactText(soul)
            if subscriptions[soul]?.isSeeded == true { return feed.listen(to: soul.text) }
            // From here on, what comes in is gathered.
            subscriptions[soul] = subscriptions[soul] ?? Subscription(node: GunNode(soul: soul.text))
            return nil
        }
    }

    /// Listens to a node of which everything is known; what is merged from here on is reported.
    func listen(to node: GunNode) -> Changes {
        subscriptions.withLock { subscriptions in
            var subscription = subscriptions[ExactText(node.soul)] ?? Subscription(node: node)
            _ = subscription.node.merge(node, now: .infinity)
            subscription.isSeeded = true
            subscriptions[ExactText(node.soul)] = subscription
            return feed.listen(to: node.soul)
        }
    }

    /// Merges nodes as they come from the server, or as this writer put them.
    func merge(_ nodes: [GunNode]) {
        for node in nodes { merge(node) }
    }

    /// Ends all listening.
    func close() { feed.close() }

    private func merge(_ other: GunNode) {
        let soul = ExactText(other.soul)
        let waiting: GunNode? = subscriptions.withLock { subscriptions in
            guard var subscription = subscriptions[soul] else { return nil }
            guard !subscription.isSeeded || feed.hasListeners(to: other.soul) else {
                subscriptions[soul] = nil
                return nil
            }
            // Taken out of the dictionary, so that it is changed in place.
            subscriptions[soul] = nil
            defer { subscriptions[soul] = subscription }
            let (taken, waiting) = subscription.node.merge(other, now: GunClock.now)
            if subscription.isSeeded, !taken.isEmpty {
                let node = subscription.node
                feed.send(taken.map { Change($0.text, node.entries[$0]?.value.scalar) }, of: other.soul)
            }
            guard waiting.nextState != nil, subscription.waiting < Self.mostWaiting else { return nil }
            subscription.waiting += 1
            return waiting
        }
        guard let waiting, let due = waiting.nextState else { return }
        Task {
            try? await Task.sleep(for: GunClock.time(until: due))
            subscriptions.withLock { $0[soul]?.waiting -= 1 }
            merge(waiting)
        }
    }
}
