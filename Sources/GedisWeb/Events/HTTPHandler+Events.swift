import GedisCore
import GedisKit
import NIOCore
import NIOHTTP1

// What is published, as a stream of events that lasts as long as the connection.

/// A stream of events.
struct EventStream {
    /// How many subscriptions have not been confirmed: until they are, nothing has been answered.
    var unconfirmed: Int
    /// What came before that.
    var early: [UInt8] = []
    /// Sends a sign of life now and then.
    var heartbeat: RepeatedTask?
}

extension HTTPHandler {
    /// Subscribes as a client of RESP would.
    func subscribe(_ request: EventRequest) {
        guard let driver else { return }
        awaitedSince = nil
        state = .streaming(EventStream(unconfirmed: request.count))
        var requests = ReplyWriter()
        request.write(to: &requests)
        loop.turn {
            requests.withBytes { driver.receive($0) }
            driver.flush()
        }
    }

    /// Takes what the core sends to a subscriber.
    func take(_ reply: Value, for stream: EventStream) {
        var stream = stream
        switch reply.withoutAttributes {
        case .error(let error):
            guard stream.heartbeat == nil else { return }
            state = .ended
            respond(HTTPResponse(HTTPError(reply: error, isOfArguments: false)), closing: true)
        case .push(let parts):
            if let event = EventText.event(of: parts) {
                guard stream.unconfirmed > 0 else { return writeToStream(event) }
                stream.early += event
            } else {
                stream.unconfirmed -= 1
                if stream.unconfirmed == 0 {
                    stream.heartbeat = beginStream(stream.early)
                    stream.early = []
                }
            }
            state = .streaming(stream)
        default: break
        }
    }
}
