import NIOCore

/// Stands between a WebSocket's frames and the messages that they carry, each of them whole.
final class WebSocketHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let frames: WebSocketFrames

    /// Makes the handler of a connection.
    ///
    /// - Parameters:
    ///   - loop: what it shares with others
    ///   - mostBytes: how large a message may be, besides the server's own limit
    init(loop: ChannelLoop, mostBytes: Int) { frames = WebSocketFrames(loop: loop, .whole, mostBytes: mostBytes) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        frames.receive(unwrapInboundIn(data), context, for: self)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        frames.write(unwrapOutboundIn(data), context, promise)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        frames.close(mode, context, promise)
    }
}

extension WebSocketHandler: FrameReceiver {
    func receive(_ payload: ByteBuffer, _ context: ChannelHandlerContext) {
        context.fireChannelRead(wrapInboundOut(payload))
    }

    func inputEnded(_ context: ChannelHandlerContext) {
        context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }
}
