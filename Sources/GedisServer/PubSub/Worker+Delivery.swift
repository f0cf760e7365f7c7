import GedisKit
import Logging

// Messages that are no replies, to this thread's connections.

extension Worker {
    /// Begins or ends to deliver to a connection.
    func listen(_ connection: Int, to subscription: Subscription, _ isListening: Bool) {
        var connections = listeners[subscription].take() ?? []
        if isListening { connections.insert(connection) } else { connections.remove(connection) }
        listeners[subscription] = connections.isEmpty ? nil : connections
        if let handle { server.channels.count(isListening ? 1 : -1, subscription, on: handle) }
    }

    /// Hands a message to the connections that listen to its channel, by name or by a pattern.
    func deliver(_ message: [UInt8], from channel: [UInt8]) {
        if let connections = listeners.channels[channel] {
            push("message", [channel, message], to: connections)
        }
        for (pattern, connections) in listeners.patterns where Glob(pattern).matches(channel) {
            push("pmessage", [pattern, channel, message], to: connections)
        }
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

    /// Tells the monitors of this thread of a request.
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
