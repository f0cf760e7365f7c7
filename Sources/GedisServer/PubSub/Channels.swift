public import GedisKit
import Synchronization

/// Who listens to what: knows on which threads somebody listens to what, and hands them the messages.
///
/// Which connections of a thread these are is its worker's own affair.
public final class Channels: Sendable {
    /// A worker with connections that listen to something, and how many.
    private struct Listening {
        let worker: any WorkerHandle
        var connections: Int
    }

    private typealias Audience = [ObjectIdentifier: Listening]

    private let state = Mutex(BySubscription<Audience>())

    /// Makes channels that nobody listens to.
    public init() {}

    /// Publishes to them.
    public var events: Events { Events { [self] channel, message in publish(message, to: channel) } }

    /// Sends a message to all who listen to a channel.
    ///
    /// - Returns: to how many: a connection that listens twice, by name and by a pattern, is told twice.
    func publish(_ message: [UInt8], to channel: [UInt8]) -> Int {
        state.withLock { state in
            var workers: [ObjectIdentifier: any WorkerHandle] = [:]
            var count = 0
            func add(_ audience: Audience) {
                for (id, listening) in audience {
                    workers[id] = listening.worker
                    count += listening.connections
                }
            }
            if let audience = state.channels[channel] { add(audience) }
            for (pattern, audience) in state.patterns where Glob(pattern).matches(channel) { add(audience) }
            // Handed over under the lock, so that all listeners get the messages of several threads in one order.
            for worker in workers.values { worker.perform { $0.deliver(message, from: channel) } }
            return count
        }
    }

    /// Notes that a worker's connection begins to listen, or by -1 that it ends.
    func count(_ change: Int, _ subscription: Subscription, on worker: any WorkerHandle) {
        state.withLock { state in
            var audience = state[subscription] ?? [:]
            let connections = (audience[ObjectIdentifier(worker)]?.connections ?? 0) + change
            audience[ObjectIdentifier(worker)] =
                connections > 0 ? Listening(worker: worker, connections: connections) : nil
            state[subscription] = audience.isEmpty ? nil : audience
        }
    }

    /// The names of the channels that are listened to by name, as far as they fit.
    func names(matching pattern: Glob?) -> [[UInt8]] {
        state.withLock { $0.channels.keys.filter { pattern?.matches($0) ?? true } }
    }

    /// How many connections listen to a channel by its name.
    func listeners(to channel: [UInt8]) -> Int {
        state.withLock { $0.channels[channel]?.values.reduce(0) { $0 + $1.connections } ?? 0 }
    }

    /// How many channels are listened to by name.
    var channelCount: Int { state.withLock { $0.channels.count } }

    /// How many patterns are listened to.
    var patternCount: Int { state.withLock { $0.patterns.count } }
}
