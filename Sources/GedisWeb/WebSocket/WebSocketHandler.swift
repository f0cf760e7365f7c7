import GedisCore
import GedisSettings
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

    /// What is no longer is sent in one piece with its frame's header.
    private static let mostCopied = 16 * 1024

    private let loop: ChannelLoop
    private let messages: FrameReader.Messages
    /// The most bytes of a message, besides the server's own limit.
    private let mostBytes: Int
    @exclusivity(unchecked) private var reader: FrameReader
    /// What has arrived of a message, where messages count.
    @exclusivity(unchecked) private var message = ByteBuffer()
    /// The beginning of a frame.
    @exclusivity(unchecked) private var pending = ByteBuffer()
    /// What the client said when it closed, to be sent back.
    private var goodbye: ByteBuffer?
    private var isCloseSent = false
    /// Whether what the client sends still counts.
    private var isReceiving = true

    /// Makes the handler of a connection.
    ///
    /// - Parameters:
    ///   - loop: what it shares with others
    ///   - messages: what messages are: bytes are handed on as they come, or each message whole
    ///   - mostBytes: how large a message may be, besides the server's own limit
    init(loop: ChannelLoop, _ messages: FrameReader.Messages = .stream, mostBytes: Int = .max) {
        self.loop = loop
        self.messages = messages
        self.mostBytes = mostBytes
        reader = FrameReader(messages, maxMessageSize: Swift.min(loop.worker.limits.maxRequestSize, mostBytes))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if pending.readableBytes > 0 {
            pending.writeBuffer(&bytes)
            swap(&pending, &bytes)
        }
        loop.carried.clear()
        reader.maxMessageSize = Swift.min(loop.worker.limits.maxRequestSize, mostBytes)
        do throws(FrameReader.Violation) {
            if messages == .whole {
                while isReceiving, let event = try reader.next(&bytes, carried: &message) { handle(event, context) }
            }
            while isReceiving, messages == .stream, let event = try reader.next(&bytes, carried: &loop.carried) {
                passOn(context)
                handle(event, context)
            }
            pending = bytes.readableBytes > 0 ? ByteBuffer(bytes: bytes.readableBytesView) : ByteBuffer()
            passOn(context)
        } catch {
            passOn(context)
            refuse(error.code, context)
        }
    }

    /// Hands on what the frames carried that have been read: of many small ones at once.
    private func passOn(_ context: ChannelHandlerContext) {
        guard loop.carried.readableBytes > 0 else { return }
        context.fireChannelRead(wrapInboundOut(loop.carried))
        loop.carried.clear()
    }

    private func handle(_ event: FrameReader.Event, _ context: ChannelHandlerContext) {
        switch event {
        case .ping(let payload):
            if !isCloseSent { send(.pong, payload, context) }
        case .pong: break
        case .messageEnd:
            context.fireChannelRead(wrapInboundOut(message))
            message = ByteBuffer()
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
        write(messages == .whole ? .text : .binary, payload, context, promise)
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
        write(opcode, payload, context, nil)
        context.flush()
    }

    /// Writes a frame. The memory of its header is used again once the channel has let go of it.
    private func write(
        _ opcode: WebSocketOpcode, _ payload: ByteBuffer, _ context: ChannelHandlerContext,
        _ promise: EventLoopPromise<Void>?
    ) {
        let length = payload.readableBytes
        loop.frame.clear()
        loop.frame.writeInteger(0x80 | UInt8(webSocketOpcode: opcode))
        switch length {
        case ..<126: loop.frame.writeInteger(UInt8(length))
        case ...Int(UInt16.max):
            loop.frame.writeInteger(126 as UInt8)
            loop.frame.writeInteger(UInt16(length))
        default:
            loop.frame.writeInteger(127 as UInt8)
            loop.frame.writeInteger(UInt64(length))
        }
        if length <= Self.mostCopied {
            loop.frame.writeImmutableBuffer(payload)
            context.write(wrapOutboundOut(loop.frame), promise: promise)
        } else {
            context.write(wrapOutboundOut(loop.frame), promise: nil)
            context.write(wrapOutboundOut(payload), promise: promise)
        }
    }
}
