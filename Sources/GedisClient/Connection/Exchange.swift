internal import GedisKit

/// Requests that are sent together, and the replies that came so far.
struct Exchange {
    /// Settled when the last reply is here.
    let replies = Completion<[Value]>()

    private let count: Int
    /// Subscriptions among the requests, by their place.
    private let subscriptions: [Int: Subscription]
    private var received: [Value] = []
    private var confirmed = 0

    /// A request that RESP3 answers by a push for each channel instead of a reply.
    private struct Subscription {
        let name: String
        let channels: Int

        static let names: Set = [
            "subscribe", "psubscribe", "ssubscribe", "unsubscribe", "punsubscribe", "sunsubscribe",
        ]

        init?(_ request: [[UInt8]]) {
            // The longest of the names decides which first words are worth comparing.
            guard let first = request.first, first.count <= 12 else { return nil }
            let name = String(decoding: first, as: UTF8.self).lowercased()
            guard Self.names.contains(name) else { return nil }
            self.name = name
            channels = max(1, request.count - 1)
        }
    }

    init(_ requests: [[[UInt8]]]) {
        count = requests.count
        var subscriptions: [Int: Subscription] = [:]
        for (index, request) in requests.enumerated() { subscriptions[index] = Subscription(request) }
        self.subscriptions = subscriptions
    }

    /// Takes the next reply.
    ///
    /// - Returns: whether it was the last.
    mutating func take(_ reply: Value) -> Bool {
        if case .array(let parts) = reply, confirms(parts) {
            // RESP2 sends the confirmations as replies.
            return confirm(reply)
        }
        return finish(reply)
    }

    /// Takes a push, which may confirm a subscription.
    ///
    /// - Returns: whether the call is answered by it.
    mutating func take(push: Value) -> Bool {
        guard case .push(let parts) = push, confirms(parts) else { return false }
        return confirm(push)
    }

    private func confirms(_ parts: [Value]) -> Bool {
        guard let subscription = subscriptions[received.count] else { return false }
        return parts.first?.text == subscription.name
    }

    private mutating func confirm(_ confirmation: Value) -> Bool {
        confirmed += 1
        guard confirmed == subscriptions[received.count]?.channels else { return false }
        confirmed = 0
        return finish(confirmation)
    }

    private mutating func finish(_ reply: Value) -> Bool {
        received.append(reply)
        guard received.count == count else { return false }
        replies.settle(.success(received))
        return true
    }
}
