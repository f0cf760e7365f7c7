import NIOCore
import NIOWebSocket

/// Stands between a WebSocket's frames and the bytes that they carry.
final class WebSocketHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How long a client has to take the reason for which it is refused.
    private static let patience = TimeAmount.milliseconds(500)

    private var reader: FrameReader
    /// The beginning of a frame.
    private var pending = ByteBuffer()
    private var header = ByteBuffer()
    /// What the client said when it closed, to be sent back.
    private var goodbye: ByteBuffer?
    private var isCloseSent = false
    /// Whether what the client sends still counts.
    private var isReceiving = true

    /// Makes the handler of a connection.
    ///
    /// - Parameter mostBytes: how large a message may be
    init(mostBytes: Int) { reader = FrameReader(mostBytes: mostBytes) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if pending.readableBytes > 0 {
            pending.writeBuffer(&bytes)
            swap(&pending, &bytes)
        }
        do throws(FrameReader.Violation) {
            while isReceiving, let event = try reader.next(&bytes) { handle(event, context) }
            pending = bytes.readableBytes > 0 ? ByteBuffer(bytes: bytes.readableBytesView) : ByteBuffer()
        } catch {
            refuse(error.code, context)
        }
    }

    private func handle(_ event: FrameReader.Event, _ context: ChannelHandlerContext) {
        switch event {
        case .data(let payload): context.fireChannelRead(wrapInboundOut(payload))
        case .ping(let payload):
            if !isCloseSent { send(.pong, payload, context) }
        case .pong: break
        case .close(let reason):
            isReceiving = false
            if isCloseSent { return context.close(promise: nil) }
            goodbye = reason
            context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        }
    }

    /// Ends a connection whose client breaks the protocol, and says why.
    private func refuse(_ code: WebSocketErrorCode, _ context: ChannelHandlerContext) {
        isReceiving = false
        var reason = ByteBuffer()
        reason.write(webSocketErrorCode: code)
        goodbye = reason
        sendClose(context)
        context.close(mode: .output, promise: nil)
        let channel = context.channel
        channel.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let payload = unwrapOutboundIn(data)
        guard payload.readableBytes > 0 else { return context.write(data, promise: promise) }
        guard !isCloseSent else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        writeHeader(.binary, payload.readableBytes, context)
        context.write(data, promise: promise)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode != .input, !isCloseSent, context.channel.isActive { sendClose(context) }
        // What is closed first is the WebSocket; the connection follows when the client has said the same.
        if mode == .output { promise?.succeed() } else { context.close(mode: mode, promise: promise) }
    }

    private func sendClose(_ context: ChannelHandlerContext) {
        isCloseSent = true
        var reason = ByteBuffer()
        reason.write(webSocketErrorCode: .normalClosure)
        send(.connectionClose, goodbye ?? reason, context)
    }

    private func send(_ opcode: WebSocketOpcode, _ payload: ByteBuffer, _ context: ChannelHandlerContext) {
        writeHeader(opcode, payload.readableBytes, context)
        context.writeAndFlush(wrapOutboundOut(payload), promise: nil)
    }

    /// Writes a header. Its memory is used again once the channel has let go of it.
    private func writeHeader(_ opcode: WebSocketOpcode, _ length: Int, _ context: ChannelHandlerContext) {
        header.clear()
        header.writeInteger(0x80 | UInt8(webSocketOpcode: opcode))
        switch length {
        case ..<126: header.writeInteger(UInt8(length))
        case ...Int(UInt16.max):
            header.writeInteger(126 as UInt8)
            header.writeInteger(UInt16(length))
        default:
            header.writeInteger(127 as UInt8)
            header.writeInteger(UInt64(length))
        }
        context.write(wrapOutboundOut(header), promise: nil)
    }
}
