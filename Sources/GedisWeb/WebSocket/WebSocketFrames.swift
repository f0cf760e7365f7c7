import GedisCore
import GedisSettings
import NIOCore
import NIOWebSocket

/// Whoever takes what the frames of a WebSocket carry.
protocol FrameReceiver {
    /// Takes what frames carried: bytes as they come, or one message whole.
    func receive(_ payload: ByteBuffer, _ context: ChannelHandlerContext)

    /// The client closes the WebSocket.
    func inputEnded(_ context: ChannelHandlerContext)
}

/// The frames of a WebSocket: takes out of them what a client sends, and puts into them what it is sent.
final class WebSocketFrames {
    /// How long a client has to take the reason for which it is refused.
    private static let patience = TimeAmount.milliseconds(500)

    /// What is no longer is sent in one piece with its frame's header.
    private static let mostCopied = 16 * 1024

    /// The most bytes of a frame's header.
    private static let longestHeader = 10

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
    @exclusivity(unchecked) private var isCloseSent = false
    /// Whether what the client sends still counts.
    @exclusivity(unchecked) private var isReceiving = true

    /// Begins with a connection's first frame.
    ///
    /// - Parameters:
    ///   - loop: what it shares with others
    ///   - messages: what messages are: bytes are handed on as they come, or each message whole
    ///   - mostBytes: how large a message may be, besides the server's own limit
    init(loop: ChannelLoop, _ messages: FrameReader.Messages, mostBytes: Int = .max) {
        self.loop = loop
        self.messages = messages
        self.mostBytes = mostBytes
        reader = FrameReader(messages, maxMessageSize: Swift.min(loop.worker.limits.maxRequestSize, mostBytes))
    }
}

// MARK: - What arrives

extension WebSocketFrames {
    /// Takes bytes that arrived.
    func receive(_ arrived: ByteBuffer, _ context: ChannelHandlerContext, for receiver: some FrameReceiver) {
        var bytes = arrived
        if pending.readableBytes > 0 {
            pending.writeBuffer(&bytes)
            swap(&pending, &bytes)
        }
        loop.carried.clear()
        reader.maxMessageSize = Swift.min(loop.worker.limits.maxRequestSize, mostBytes)
        do throws(FrameReader.Violation) {
            if messages == .whole {
                while isReceiving, let event = try reader.next(&bytes, carried: &message) {
                    handle(event, context, receiver)
                }
            }
            while isReceiving, messages == .stream, let event = try reader.next(&bytes, carried: &loop.carried) {
                passOn(context, receiver)
                handle(event, context, receiver)
            }
            pending = bytes.readableBytes > 0 ? ByteBuffer(bytes: bytes.readableBytesView) : ByteBuffer()
            passOn(context, receiver)
        } catch {
            passOn(context, receiver)
            refuse(error.code, context)
        }
    }

    /// Hands on what the frames carried that have been read: of many small ones at once.
    private func passOn(_ context: ChannelHandlerContext, _ receiver: some FrameReceiver) {
        guard loop.carried.readableBytes > 0 else { return }
        receiver.receive(loop.carried, context)
        loop.carried.clear()
    }

    private func handle(
        _ event: FrameReader.Event, _ context: ChannelHandlerContext, _ receiver: some FrameReceiver
    ) {
        switch event {
        case .ping(let payload):
            if !isCloseSent { send(.pong, payload, context) }
        case .pong: break
        case .messageEnd:
            receiver.receive(message, context)
            message = ByteBuffer()
        case .close(let reason):
            isReceiving = false
            if isCloseSent { return context.close(promise: nil) }
            goodbye = reason
            receiver.inputEnded(context)
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
}

// MARK: - What is sent

extension WebSocketFrames {
    /// Sends bytes of a stream, as a binary message. The memory of the frame is used again once the channel has let go of it.
    func send(_ bytes: UnsafeRawBufferPointer, _ context: ChannelHandlerContext) {
        guard !isCloseSent else { return }
        guard bytes.count <= ChannelLoop.keptBytes else {
            var frame = ByteBuffer()
            Self.write(.binary, bytes, to: &frame)
            return context.writeAndFlush(NIOAny(frame), promise: nil)
        }
        loop.frame.clear()
        Self.write(.binary, bytes, to: &loop.frame)
        context.writeAndFlush(NIOAny(loop.frame), promise: nil)
    }

    /// Writes a message.
    func write(_ payload: ByteBuffer, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        guard payload.readableBytes > 0 else { return context.write(NIOAny(payload), promise: promise) }
        guard !isCloseSent else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        write(messages == .whole ? .text : .binary, payload, context, promise)
    }

    /// Closes the connection, or its output: what is closed first is the WebSocket; the connection follows when the client
    /// has said the same.
    func close(_ mode: CloseMode, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        if mode != .input, !isCloseSent, context.channel.isActive { sendClose(context) }
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

    private func write(
        _ opcode: WebSocketOpcode, _ payload: ByteBuffer, _ context: ChannelHandlerContext,
        _ promise: EventLoopPromise<Void>?
    ) {
        loop.frame.clear()
        if payload.readableBytes <= Self.mostCopied {
            payload.withUnsafeReadableBytes { Self.write(opcode, $0, to: &loop.frame) }
            context.write(NIOAny(loop.frame), promise: promise)
        } else {
            Self.writeHeader(opcode, length: payload.readableBytes, to: &loop.frame)
            context.write(NIOAny(loop.frame), promise: nil)
            context.write(NIOAny(payload), promise: promise)
        }
    }

    private static func write(
        _ opcode: WebSocketOpcode, _ payload: UnsafeRawBufferPointer, to frame: inout ByteBuffer
    ) {
        frame.reserveCapacity(minimumWritableBytes: longestHeader + payload.count)
        writeHeader(opcode, length: payload.count, to: &frame)
        frame.writeBytes(payload)
    }

    private static func writeHeader(_ opcode: WebSocketOpcode, length: Int, to frame: inout ByteBuffer) {
        frame.writeInteger(0x80 | UInt8(webSocketOpcode: opcode))
        switch length {
        case ..<126: frame.writeInteger(UInt8(length))
        case ...Int(UInt16.max):
            frame.writeInteger(126 as UInt8)
            frame.writeInteger(UInt16(length))
        default:
            frame.writeInteger(127 as UInt8)
            frame.writeInteger(UInt64(length))
        }
    }
}
