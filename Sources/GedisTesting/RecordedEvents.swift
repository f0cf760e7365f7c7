public import GedisKit
import Synchronization

/// What a namespace published.
public final class RecordedEvents: Sendable {
    /// A message to a channel.
    public struct Event: Hashable, Sendable {
        /// The channel's name.
        public var channel: String
        /// What its subscribers are told, as text.
        public var message: String

        /// A message to a channel.
        public init(_ channel: String, _ message: String) {
            self.channel = channel
            self.message = message
        }
    }

    private let recorded = Mutex<[Event]>([])

    /// Records nothing yet.
    public init() {}

    /// Everything so far, in order.
    public var all: [Event] { recorded.withLock(\.self) }

    /// What a namespace is handed; one subscriber hears each message.
    public var events: Events {
        Events { channel, message in
            let event = Event(String(decoding: channel, as: UTF8.self), String(decoding: message, as: UTF8.self))
            self.recorded.withLock { $0.append(event) }
            return 1
        }
    }
}
