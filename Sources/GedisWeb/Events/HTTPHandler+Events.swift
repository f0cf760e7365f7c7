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

    /// How long nothing is sent at most.
    static let pause = TimeAmount.seconds(15)
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
                guard stream.unconfirmed > 0 else { return write(event) }
                stream.early += event
            } else {
                stream.unconfirmed -= 1
                if stream.unconfirmed == 0 { begin(&stream) }
            }
            state = .streaming(stream)
        default: break
        }
    }

    private func begin(_ stream: inout EventStream) {
        guard let head, let context else { return }
        var headers: HTTPHeaders = [
            "Content-Type": "text/event-stream", "Cache-Control": "no-store", "Connection": "close",
            // A proxy must not keep events until it has many.
            "X-Accel-Buffering": "no", "X-Content-Type-Options": "nosniff",
        ]
        headers.add(contentsOf: access.sharingHeaders(for: head))
        let answer = HTTPResponseHead(version: head.version, status: .ok, headers: headers)
        context.write(wrapOutboundOut(.head(answer)), promise: nil)
        write(EventText.heartbeat + stream.early)
        stream.early = []
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        stream.heartbeat = context.eventLoop.scheduleRepeatedTask(
            initialDelay: EventStream.pause, delay: EventStream.pause
        ) { _ in
            let handler = handler.value
            if handler.isWritable { handler.write(EventText.heartbeat) }
        }
    }

    private func write(_ bytes: [UInt8]) {
        context?.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
    }

    /// Ends a stream that has begun, as HTTP ends an answer.
    ///
    /// - Returns: when the end has been sent; nil where there is no stream.
    func endStream() -> EventLoopFuture<Void>? {
        guard case .streaming(let stream) = state, let heartbeat = stream.heartbeat, let context else { return nil }
        heartbeat.cancel()
        state = .ended
        let promise = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
        return promise.futureResult
    }
}
