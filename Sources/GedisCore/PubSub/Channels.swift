public import GedisKit
import GedisSettings
import Synchronization

/// Which threads have subscribers to what; messages are handed to these threads.
///
/// Which connections of a thread the subscribers are is known to its worker.
public final class Channels: Sendable {
    /// A worker with subscribers, and how many.
    private struct Subscribers {
        let worker: any WorkerHandle
        var connections: Int
        let backlog: DeliveryBacklog
    }

    private typealias ByWorker = [ObjectIdentifier: Subscribers]

    private struct State {
        var subscribers = BySubscription<ByWorker>()
        /// Takes what is published in place of the subscribers here.
        var redirection: (@Sendable (_ channel: [UInt8], _ message: [UInt8]) -> Void)?
    }

    private let state = Mutex(State())
    /// How many bytes of one subscription's messages may wait for a thread.
    private let mostWaiting = Atomic(ServerLimits().subscriberLimit)

    /// Makes channels without subscribers.
    public init() {}

    /// Publishes to them.
    public var events: Events { Events { [self] channel, message in publish(message, to: channel) } }

    /// Sends a message to a channel's subscribers.
    ///
    /// - Returns: to how many: a connection that subscribes by name and by a pattern counts twice.
    func publish(_ message: [UInt8], to channel: [UInt8]) -> Int {
        state.withLock { state in
            let found = Self.subscribers(to: channel, in: state)
            if let redirection = state.redirection {
                redirection(channel, message)
            } else {
                // Handed over under the lock, so that all subscribers get the messages of several threads in one order.
                hand(message, of: channel, to: found)
            }
            return found.reduce(0) { $0 + $1.subscribers.connections }
        }
    }

    /// Hands a message to the threads of its subscribers.
    private func hand(_ message: [UInt8], of channel: [UInt8], to found: [Found]) {
        guard found.count > 1 else {
            if !found.isEmpty { hand(message, of: channel, toThreadOf: found) }
            return
        }
        for found in Dictionary(grouping: found, by: { ObjectIdentifier($0.subscribers.worker) }).values {
            hand(message, of: channel, toThreadOf: found)
        }
    }

    /// Hands a message to the one thread of some subscribers. Those for whom too much waits there already are dropped instead.
    private func hand(_ message: [UInt8], of channel: [UInt8], toThreadOf found: [Found]) {
        let size = message.count + channel.count + DeliveryBacklog.overhead
        let most = mostWaiting.load(ordering: .relaxed)
        let worker = found[0].subscribers.worker
        var backlogs: [DeliveryBacklog] = []
        for (subscription, subscribers) in found {
            let backlog = subscribers.backlog
            switch backlog.add(size, most: most) {
            case .waits: backlogs.append(backlog)
            case .isTooMuch:
                worker.perform {
                    $0.dropSubscribers(of: subscription)
                    backlog.begin()
                }
            case .isOver: break
            }
        }
        guard !backlogs.isEmpty else { return }
        worker.perform { [backlogs] worker in
            for backlog in backlogs { backlog.remove(size) }
            worker.deliver(message, from: channel)
        }
    }

    /// Swaps how many bytes of one subscription's messages may wait for a thread.
    func use(_ limits: ServerLimits) { mostWaiting.store(limits.subscriberLimit, ordering: .relaxed) }

    /// Sets what takes messages in place of the subscribers.
    ///
    /// - Parameters:
    ///   - redirection: takes them; nil where the subscribers do
    ///   - missed: what is sent to the subscribers before anything else
    func setRedirection(
        _ redirection: (@Sendable ([UInt8], [UInt8]) -> Void)?,
        after missed: () -> [(channel: [UInt8], message: [UInt8])] = { [] }
    ) {
        state.withLock { state in
            for (channel, message) in missed() {
                let found = Self.subscribers(to: channel, in: state).map { $0.subscribers.worker }
                let workers = Dictionary(found.map { (ObjectIdentifier($0), $0) }, uniquingKeysWith: { $1 })
                for worker in workers.values { worker.perform { $0.deliver(message, from: channel) } }
            }
            state.redirection = redirection
        }
    }

    private typealias Found = (subscription: Subscription, subscribers: Subscribers)

    private static func subscribers(to channel: [UInt8], in state: State) -> [Found] {
        var all: [Found] = []
        func add(_ kind: Subscription.Kind, _ name: [UInt8], _ found: ByWorker) {
            all += found.values.map { (Subscription(kind: kind, name: name), $0) }
        }
        if let found = state.subscribers.channels[channel] { add(.channel, channel, found) }
        for (pattern, found) in state.subscribers.patterns where Glob(pattern).matches(channel) {
            add(.pattern, pattern, found)
        }
        return all
    }

    /// Counts a subscription of a worker's connection, or by -1 the end of one.
    func count(_ change: Int, _ subscription: Subscription, on worker: any WorkerHandle) {
        state.withLock { state in
            var found = state.subscribers[subscription] ?? [:]
            let known = found[ObjectIdentifier(worker)]
            let connections = (known?.connections ?? 0) + change
            found[ObjectIdentifier(worker)] =
                connections > 0
                ? Subscribers(worker: worker, connections: connections, backlog: known?.backlog ?? DeliveryBacklog())
                : nil
            state.subscribers[subscription] = found.isEmpty ? nil : found
        }
    }

    /// The names of the channels with subscribers by name that match a pattern.
    func names(matching pattern: Glob?) -> [[UInt8]] {
        state.withLock { $0.subscribers.channels.keys.filter { pattern?.matches($0) ?? true } }
    }

    /// How many connections subscribe to a channel by its name.
    func subscribers(to channel: [UInt8]) -> Int {
        state.withLock { $0.subscribers.channels[channel]?.values.reduce(0) { $0 + $1.connections } ?? 0 }
    }

    /// How many channels have subscribers by name.
    var channelCount: Int { state.withLock { $0.subscribers.channels.count } }

    /// How many patterns have subscribers.
    var patternCount: Int { state.withLock { $0.subscribers.patterns.count } }
}
