import NIOCore
import NIOHTTP1

// An answer that lasts as long as the connection: server-sent events.

/// What keeps such an answer alive.
enum StreamLife {
    /// How long nothing is sent at most.
    static let pause = TimeAmount.seconds(15)
}

extension HTTPHandler {
    /// Begins an answer of server-sent events.
    ///
    /// - Returns: what sends a sign of life now and then, to be cancelled with the stream; nil where the client has gone.
    func beginStream(_ first: [UInt8]) -> RepeatedTask? {
        guard let head, let context else { return nil }
        var headers: HTTPHeaders = [
            "Content-Type": "text/event-stream", "Cache-Control": "no-store", "Connection": "close",
            // A proxy must not keep events until it has many.
            "X-Accel-Buffering": "no", "X-Content-Type-Options": "nosniff",
        ]
        headers.add(contentsOf: access.sharingHeaders(for: head))
        let answer = HTTPResponseHead(version: head.version, status: .ok, headers: headers)
        sendAnswers()
        context.write(wrapOutboundOut(.head(answer)), promise: nil)
        writeToStream(EventText.heartbeat + first)
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        return context.eventLoop.scheduleRepeatedTask(initialDelay: StreamLife.pause, delay: StreamLife.pause) { _ in
            let handler = handler.value
            if handler.isWritable { handler.writeToStream(EventText.heartbeat) }
        }
    }

    /// Sends a part of such an answer.
    func writeToStream(_ bytes: [UInt8]) {
        context?.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
    }

    /// Ends a stream, where one has begun, as HTTP ends an answer.
    func endStream() {
        guard let heartbeat = state.heartbeat, let context else { return }
        heartbeat.cancel()
        if case .notifying(let stream) = state, let last = stream.end { writeToStream(last) }
        state = .ended
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        goOn()
    }
}

extension HTTPHandler.State {
    /// What sends signs of life, where a stream has begun.
    var heartbeat: RepeatedTask? {
        switch self {
        case .streaming(let stream): stream.heartbeat
        case .notifying(let stream): stream.heartbeat
        default: nil
        }
    }
}
