public import GedisKit
import Synchronization

/// Which threads have subscribers to what; messages are handed to these threads.
///
/// Which connections of a thread the subscribers are is known to its worker.
public final class Channels: Sendable {
    /// A worker with subscribers, and how many.
    private struct Subscribers {
        let worker: any WorkerHandle
        var connections: Int
    }

    private typealias ByWorker = [ObjectIdentifier: Subscribers]

    private struct State {
        var subscribers = BySubscription<ByWorker>()
        /// Takes what is published in place of the subscribers here.
        var redirection: (@Sendable (_ channel: [UInt8], _ message: [UInt8]) -> Void)?
    }

    private let state = Mutex(State())

    /// Makes channels without subscribers.
    public init() {}

    /// Publishes to them.
    public var events: Events { Events { [self] channel, message in publish(message, to: channel) } }

    /// Sends a message to a channel's subscribers.
    ///
    /// - Returns: to how many: a connection that subscribes by name and by a pattern counts twice.
    func publish(_ message: [UInt8], to channel: [UInt8]) -> Int {
        state.withLock { state in
            let (workers, count) = Self.subscribers(to: channel, in: state)
            if let redirection = state.redirection {
                redirection(channel, message)
            } else {
                // Handed over under the lock, so that all subscribers get the messages of several threads in one order.
                for worker in workers { worker.perform { $0.deliver(message, from: channel) } }
            }
            return count
        }
    }

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
                for worker in Self.subscribers(to: channel, in: state).workers {
                    worker.perform { $0.deliver(message, from: channel) }
                }
            }
            state.redirection = redirection
        }
    }

    private static func subscribers(
        to channel: [UInt8], in state: State
    ) -> (workers: [any WorkerHandle], count: Int) {
        var workers: [ObjectIdentifier: any WorkerHandle] = [:]
        var count = 0
        func add(_ found: ByWorker) {
            for (id, subscribers) in found {
                workers[id] = subscribers.worker
                count += subscribers.connections
            }
        }
        if let found = state.subscribers.channels[channel] { add(found) }
        for (pattern, found) in state.subscribers.patterns where Glob(pattern).matches(channel) { add(found) }
        return (Array(workers.values), count)
    }

    /// Counts a subscription of a worker's connection, or by -1 the end of one.
    func count(_ change: Int, _ subscription: Subscription, on worker: any WorkerHandle) {
        state.withLock { state in
            var found = state.subscribers[subscription] ?? [:]
            let connections = (found[ObjectIdentifier(worker)]?.connections ?? 0) + change
            found[ObjectIdentifier(worker)] =
                connections > 0 ? Subscribers(worker: worker, connections: connections) : nil
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
