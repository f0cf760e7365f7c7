import GedisKit
import Logging

// Messages that are no replies, to this thread's connections.

extension Worker {
    /// Begins or ends a connection's subscription.
    func subscribe(_ connection: Int, to subscription: Subscription, _ isSubscribed: Bool) {
        var connections = subscribers[subscription].take() ?? [:]
        connections[connection] = isSubscribed ? drivers[connection] : nil
        subscribers[subscription] = connections.isEmpty ? nil : connections
        if let mailbox { server.channels.count(isSubscribed ? 1 : -1, subscription, in: mailbox) }
    }

    /// Lets messages be sent that wait: when the thread has nothing else to do, so that those go together that come together.
    func deliverSoon() {
        hasMessages = true
        if !hasTurns { deliver() }
    }

    /// Sends the messages that wait to the connections that subscribe to them.
    ///
    /// Those of one subscription lie in one piece. It is all that a connection gets with no other subscription, and is sent
    /// from where it is; another one's messages are put in order in its own buffer.
    package func deliver() {
        guard hasMessages, let mailbox else { return }
        hasMessages = false
        var deliveries = mailbox.take()
        let isOnePart = deliveries.parts.count == 1
        for part in deliveries.parts.indices {
            send(&deliveries.parts[part]) { isOnePart || $0.hasOneSubscription }
        }
        guard !isOnePart else { return }
        for run in deliveries.runs {
            send(&deliveries.parts[run.part], run.range) { !$0.hasOneSubscription }
        }
    }

    /// Sends messages of one subscription to some of its connections.
    ///
    /// - Parameters:
    ///   - part: the messages
    ///   - range: which of them, where others follow; nil for all
    ///   - isMeant: to which connections
    private func send(
        _ part: inout Deliveries.Part, _ range: Range<Int>? = nil, to isMeant: (ConnectionDriver) -> Bool
    ) {
        guard let connections = subscribers[part.subscription] else { return }
        for driver in connections.values where isMeant(driver) {
            guard !part.isTooMuch else {
                driver.dropUnread()
                continue
            }
            part.withBytes(range, for: driver.connection.session.version) { driver.push($0, isAll: range == nil) }
        }
    }

    /// Shows a request to the monitors of this thread.
    func monitor(_ line: String) {
        var writer = ReplyWriter()
        writer.simple(line)
        writer.withBytes { line in
            for driver in drivers.values where driver.connection.session.isMonitor { driver.push(line) }
        }
    }
}

extension ConnectionDriver {
    fileprivate var hasOneSubscription: Bool { connection.session.subscriptions.count == 1 }
}
