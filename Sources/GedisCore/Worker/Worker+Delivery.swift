import GedisKit
import Logging

// Messages that are no replies, to this thread's connections.

extension Worker {
    /// Begins or ends a connection's subscription.
    func subscribe(_ connection: Int, to subscription: Subscription, _ isSubscribed: Bool) {
        var connections = subscribers[subscription].take() ?? []
        if isSubscribed { connections.insert(connection) } else { connections.remove(connection) }
        subscribers[subscription] = connections.isEmpty ? nil : connections
        if let handle { server.channels.count(isSubscribed ? 1 : -1, subscription, on: handle) }
    }

    /// Sends a message to the connections that subscribe to its channel, by name or by a pattern.
    func deliver(_ message: [UInt8], from channel: [UInt8]) {
        if let connections = subscribers.channels[channel] {
            push("message", [channel, message], to: connections)
        }
        for (pattern, connections) in subscribers.patterns where Glob(pattern).matches(channel) {
            push("pmessage", [pattern, channel, message], to: connections)
        }
    }

    /// Drops the connections of a subscription of which more messages waited for this thread than a subscriber may leave unread.
    func dropSubscribers(of subscription: Subscription) {
        for driver in (subscribers[subscription] ?? []).compactMap({ drivers[$0] }) { driver.dropUnread() }
    }

    private func push(_ kind: String, _ parts: [[UInt8]], to connections: Set<Int>) {
        var old = ReplyWriter(version: .resp2)
        old.push(kind, parts)
        var new = ReplyWriter(version: .resp3)
        new.push(kind, parts)
        for driver in connections.compactMap({ drivers[$0] }) {
            if driver.connection.session.version == .resp3 { driver.push(new) } else { driver.push(old) }
        }
    }

    /// Shows a request to the monitors of this thread.
    func monitor(_ line: String) {
        var writer = ReplyWriter()
        writer.simple(line)
        for driver in drivers.values where driver.connection.session.isMonitor { driver.push(writer) }
    }
}

extension ReplyWriter {
    /// Writes a message whose parts are strings.
    fileprivate mutating func push(_ kind: String, _ parts: [[UInt8]]) {
        push(count: parts.count + 1)
        string(kind)
        for part in parts { bulk(part) }
    }
}
