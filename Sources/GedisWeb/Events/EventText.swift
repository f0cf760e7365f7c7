import GedisJSON
import GedisKit

/// What is published as an event of a stream: `data: {"channel":"news","message":"…"}`.
enum EventText {
    /// What a message is as an event.
    ///
    /// - Parameter push: what a subscriber is sent
    /// - Returns: the event; nil where it is no message, but confirms a subscription.
    static func event(of push: [Value]) -> [UInt8]? {
        var entries: [Value.Entry]
        switch (push.first?.text, push.count) {
        case ("message", 3): entries = [Value.Entry("channel", push[1]), Value.Entry("message", push[2])]
        case ("pmessage", 4):
            entries = [
                Value.Entry("pattern", push[1]), Value.Entry("channel", push[2]), Value.Entry("message", push[3]),
            ]
        default: return nil
        }
        var writer = JSONWriter()
        writer.raw("data: ")
        writer.write(.map(entries), errors: .parts)
        writer.raw("\n\n")
        return writer.bytes
    }

    /// What is sent now and then, so that whoever stands between sees that the stream is alive.
    static let heartbeat = Array(":\n\n".utf8)
}
