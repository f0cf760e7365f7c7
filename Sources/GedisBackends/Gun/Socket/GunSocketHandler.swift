import GedisGUN
import NIOCore
import NIOWebSocket

/// Who uses a connection to a GUN server.
protocol GunSocketUser: Sendable {
    /// The connection is made.
    func connected(_ channel: any Channel)

    /// Handles the text of a frame.
    func receive(_ frame: [UInt8])

    /// Handles the answer to a probe.
    func receiveSign(_ id: String)
}

extension GunSession: GunSocketUser {}

/// Reads the frames of a connection: hands text to who uses it, answers pings, and ends a connection that has gone silent.
final class GunSocketHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let user: any GunSocketUser
    private var isProbing = false

    init(user: any GunSocketUser) { self.user = user }

    func handlerAdded(context: ChannelHandlerContext) { user.connected(context.channel) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        isProbing = false
        switch frame.opcode {
        case .text: user.receive(Array(frame.unmaskedData.readableBytesView))
        case .pong: user.receiveSign(String(buffer: frame.unmaskedData))
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
