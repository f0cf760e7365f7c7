public import GedisKit
import GedisSettings
import Glibc
import Synchronization

/// Which threads have subscribers to what; messages are put into the mailboxes of these threads.
public final class Channels: Sendable {
    fileprivate struct State {
        var subscribers = BySubscription<[ThreadSubscribers]>()
        /// Those of the channel that was published to last, as long as none of any channel have come or gone.
        var latest: (channel: [UInt8], subscribers: [ThreadSubscribers])?
        /// Takes what is published in place of the subscribers here.
        var redirection: (@Sendable (_ channel: [UInt8], _ message: [UInt8]) -> Void)?
        /// How many bytes of one subscription's messages may wait for a thread.
        var mostWaiting = ServerLimits().subscriberLimit
    }

    private let state = Mutex(State())

    /// Makes channels without subscribers.
    public init() {}

    /// Publishes to them.
    public var events: Events { Events { [self] channel, message in publish(message, to: channel) } }

    /// Sends a message to a channel's subscribers.
    ///
    /// - Returns: to how many: a connection that subscribes by name and by a pattern counts twice.
    func publish(_ message: UnsafeRawBufferPointer, to channel: UnsafeRawBufferPointer) -> Int {
        let (message, channel) = (Confined(message), Confined(channel))
        // Under one lock, so that all subscribers get the messages of several threads in one order.
        return state.withLock { state in
            let found = state.findSubscribers(to: channel.value)
            if let redirection = state.redirection {
                redirection(Array(channel.value), Array(message.value))
            } else {
                state.send(message.value, from: channel.value, to: found)
            }
            return found.reduce(0) { $0 + $1.connections }
        }
    }

    /// Sends a message to a channel's subscribers.
    func publish(_ message: [UInt8], to channel: [UInt8]) -> Int {
        message.withUnsafeBytes { message in channel.withUnsafeBytes { publish(message, to: $0) } }
    }

    /// Swaps how many bytes of one subscription's messages may wait for a thread.
    func use(_ limits: ServerLimits) { state.withLock { $0.mostWaiting = limits.subscriberLimit } }

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
                channel.withUnsafeBytes { channel in
                    let found = state.findSubscribers(to: channel)
                    message.withUnsafeBytes { state.send($0, from: channel, to: found) }
                }
            }
            state.redirection = redirection
        }
    }

    /// Counts a subscription of a connection of the thread that a mailbox is of, or by -1 the end of one.
    func count(_ change: Int, _ subscription: Subscription, in mailbox: Mailbox) {
        state.withLock { $0.count(change, subscription, in: mailbox) }
    }

    /// The names of the channels with subscribers by name that match a pattern.
    func names(matching pattern: Glob?) -> [[UInt8]] {
        state.withLock { $0.subscribers.channels.keys.filter { pattern?.matches($0) ?? true } }
    }

    /// How many connections subscribe to a channel by its name.
    func subscribers(to channel: [UInt8]) -> Int {
        state.withLock { $0.subscribers.channels[channel]?.reduce(0) { $0 + $1.connections } ?? 0 }
    }

    /// How many channels have subscribers by name.
    var channelCount: Int { state.withLock { $0.subscribers.channels.count } }

    /// How many patterns have subscribers.
    var patternCount: Int { state.withLock { $0.subscribers.patterns.count } }
}

extension Channels.State {
    /// The longest name of a channel whose subscribers are kept at hand.
    private static let longestKept = 256

    /// The subscribers to a channel, by its name and by patterns.
    fileprivate mutating func findSubscribers(to channel: UnsafeRawBufferPointer) -> [ThreadSubscribers] {
        if let latest, latest.channel.hasBytes(of: channel) { return latest.subscribers }
        let channel = Array(channel)
        var all = subscribers.channels[channel] ?? []
        for (pattern, found) in subscribers.patterns where Glob(pattern).matches(channel) { all += found }
        if channel.count <= Self.longestKept { latest = (channel, all) }
        return all
    }

    /// Puts a message into the mailboxes of subscribers' threads.
    fileprivate func send(
        _ message: UnsafeRawBufferPointer, from channel: UnsafeRawBufferPointer, to found: [ThreadSubscribers]
    ) {
        guard !found.isEmpty else { return }
        var writer = ReplyWriter()
        writer.bulk(channel)
        writer.bulk(message)
        writer.withBytes { message in
            for subscribers in found { subscribers.mailbox.add(message, for: subscribers, most: mostWaiting) }
        }
    }

    fileprivate mutating func count(_ change: Int, _ subscription: Subscription, in mailbox: Mailbox) {
        var all = subscribers[subscription].take() ?? []
        let index =
            all.firstIndex { $0.mailbox === mailbox }
            ?? {
                all.append(ThreadSubscribers(subscription, in: mailbox))
                return all.count - 1
            }()
        all[index].connections += change
        if all[index].connections <= 0 { all.remove(at: index) }
        subscribers[subscription] = all.isEmpty ? nil : all
        latest = nil
    }
}

extension [UInt8] {
    fileprivate func hasBytes(of other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count, let bytes = other.baseAddress else { return count == other.count }
        return memcmp(self, bytes, count) == 0
    }
}
