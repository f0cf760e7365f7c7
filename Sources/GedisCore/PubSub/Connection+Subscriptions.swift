import GedisKit

// What a connection subscribes to.

extension Connection {
    /// Subscribes, and writes the message that confirms it.
    func subscribe(to subscription: Subscription, _ reply: inout ReplyWriter) {
        if session.subscriptions.insert(subscription).inserted {
            worker.subscribe(session.id, to: subscription, true)
        }
        confirm(subscription.kind.rawValue, subscription.name, &reply)
    }

    /// Ends a subscription, and writes the message that confirms it.
    func unsubscribe(to subscription: Subscription, _ reply: inout ReplyWriter) {
        if session.subscriptions.remove(subscription) != nil {
            worker.subscribe(session.id, to: subscription, false)
        }
        confirm(subscription.kind.opposite, subscription.name, &reply)
    }

    /// Ends all subscriptions of a kind, and writes a message for each, or one where there is none.
    func unsubscribe(to kind: Subscription.Kind, _ reply: inout ReplyWriter) {
        let subscriptions = session.subscriptions.filter { $0.kind == kind }
        for subscription in subscriptions { unsubscribe(to: subscription, &reply) }
        if subscriptions.isEmpty { confirm(kind.opposite, nil, &reply) }
    }

    /// Ends all subscriptions and monitoring without a message.
    func unsubscribe() {
        for subscription in session.subscriptions { worker.subscribe(session.id, to: subscription, false) }
        session.subscriptions = []
        endMonitoring()
    }

    /// Begins to be shown every request of the server's clients. When it returns, all threads show them that are not stuck.
    nonisolated(nonsending) func beginMonitoring() async {
        guard !session.isMonitor, let handle = worker.handle else { return }
        session.isMonitor = true
        await worker.server.onEachWorker { $0.monitors.append(handle) }
    }

    private func endMonitoring() {
        guard session.isMonitor, let handle = worker.handle else { return }
        session.isMonitor = false
        for other in worker.server.workers {
            other.perform { worker in
                if let index = worker.monitors.firstIndex(where: { $0 === handle }) {
                    worker.monitors.remove(at: index)
                }
            }
        }
    }

    private func confirm(_ kind: String, _ name: [UInt8]?, _ reply: inout ReplyWriter) {
        reply.push(count: 3)
        reply.string(kind)
        if let name { reply.bulk(name) } else { reply.null() }
        reply.integer(session.subscriptions.count)
    }
}
