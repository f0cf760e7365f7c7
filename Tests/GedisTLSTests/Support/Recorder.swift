import GedisTLS
import NIOCore
import NIOTLS

/// Keeps what a `TLSHandler` hands on.
final class Recorder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private(set) var bytes: [UInt8] = []
    private(set) var errors: [any Error] = []
    private(set) var isEstablished = false
    private(set) var isInputClosed = false
    private(set) var isClosed = false

    var text: String { String(decoding: bytes, as: UTF8.self) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes += unwrapInboundIn(data).readableBytesView
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.handshakeCompleted) = event as? TLSUserEvent { isEstablished = true }
        if case .some(.inputClosed) = event as? ChannelEvent { isInputClosed = true }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { errors.append(error) }

    func channelInactive(context: ChannelHandlerContext) { isClosed = true }
}
