import GedisCore
import GedisKit
import Logging
import NIOCore

/// Carries a connection's bytes in the frames of a WebSocket. It is the only handler of its channel but for TLS: each one
/// more would be asked for each read and each write.
final class WebSocketConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let loop: ChannelLoop
    private let frames: WebSocketFrames
    private let place: ConnectionPlace
    private let certifiedName: String?
    @exclusivity(unchecked) private(set) var context: ChannelHandlerContext?
    @exclusivity(unchecked) private(set) var driver: ConnectionDriver?
    @exclusivity(unchecked) private var isReadHeldBack = false
    /// Whether the channel says that too much waits for the client: to ask it costs more than to remember.
    @exclusivity(unchecked) private var isFull = false
    @exclusivity(unchecked) var isFlushDue = false
    var closeDeadline: Scheduled<Void>?

    /// Makes the handler of a connection.
    ///
    /// - Parameters:
    ///   - loop: what it shares with others
    ///   - place: where the client and the server are
    ///   - certifiedName: the common name of the certificate that it has shown
    init(loop: ChannelLoop, place: ConnectionPlace, certifiedName: String?) {
        self.loop = loop
        frames = WebSocketFrames(loop: loop, .stream)
        self.place = place
        self.certifiedName = certifiedName
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        guard loop.worker.hasRoom else { return close() }
        let connection = Connection(worker: loop.worker, at: place)
        connection.session.transport = .webSocket
        connection.certify(as: certifiedName)
        driver = ConnectionDriver(connection, over: self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        closeDeadline?.cancel()
        driver?.ended()
        driver = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        frames.receive(unwrapInboundIn(data), context, for: self)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        flushSoon()
    }

    func read(context: ChannelHandlerContext) {
        isReadHeldBack = driver?.mayRead == false
        if !isReadHeldBack { context.read() }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        frames.close(mode, context, promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isFull = !context.channel.isWritable
        if !isFull { loop.turn { driver?.becameWritable() } }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent { driver?.inputEnded() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that went away or broke TLS is its own affair: worth a line only to whoever looks for it.
        loop.worker.logger.debug("connection failed", metadata: ["from": "\(place.client)", "error": "\(error)"])
        close()
    }
}

extension WebSocketConnection: FrameReceiver {
    func receive(_ payload: ByteBuffer, _ context: ChannelHandlerContext) {
        loop.turn { payload.withUnsafeReadableBytes { driver?.receive($0) } }
    }

    func inputEnded(_ context: ChannelHandlerContext) { driver?.inputEnded() }
}

extension WebSocketConnection: ChannelTransport {
    var isWritable: Bool { context != nil && !isFull }

    func send(_ bytes: UnsafeRawBufferPointer) {
        if let context { frames.send(bytes, context) }
    }

    func whenSent(_ action: @escaping () -> Void) {
        guard let context else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in action() }
    }

    func resumeReading() {
        guard isReadHeldBack else { return }
        isReadHeldBack = false
        context?.read()
    }

    func closeOutput() {
        if let context { frames.close(.output, context, nil) }
    }

    func close() {
        if let context { frames.close(.all, context, nil) }
    }
}
