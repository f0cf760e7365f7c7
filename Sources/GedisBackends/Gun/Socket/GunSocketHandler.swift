import GedisGUN
import NIOCore
import NIOWebSocket

/// Reads the frames of a connection: hands text to the session, answers pings, and ends a connection that has gone silent.
final class GunSocketHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let session: GunSession
    private var isProbing = false

    init(session: GunSession) { self.session = session }

    func handlerAdded(context: ChannelHandlerContext) { session.connected(context.channel) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        isProbing = false
        switch frame.opcode {
        case .text: session.receive(Array(frame.unmaskedData.readableBytesView))
        case .pong: session.receiveSign(String(buffer: frame.unmaskedData))
        case .ping: context.writeAndFlush(wrapOutboundOut(.masked(.pong, frame.unmaskedData)), promise: nil)
        case .connectionClose:
            context.writeAndFlush(wrapOutboundOut(.masked(.connectionClose, frame.unmaskedData)), promise: nil)
            context.close(promise: nil)
        default: break
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is IdleStateHandler.IdleStateEvent else { return context.fireUserInboundEventTriggered(event) }
        if isProbing { return context.close(promise: nil) }
        isProbing = true
        context.writeAndFlush(wrapOutboundOut(.masked(.ping, ByteBuffer())), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

extension WebSocketFrame {
    /// A frame of a client, which must be masked by RFC 6455, section 5.3.
    static func masked(_ opcode: WebSocketOpcode, _ data: ByteBuffer) -> WebSocketFrame {
        WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: data)
    }
}
