import Logging
import NIOCore
import NIOTLS

/// Carries a connection's bytes over a NIO channel: those of TLS, or of a WebSocket.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let loop: ChannelLoop
    private let address: String
    private let isEstablished: Bool
    @exclusivity(unchecked) private(set) var context: ChannelHandlerContext?
    @exclusivity(unchecked) private(set) var driver: ConnectionDriver?
    private var isReadHeldBack = false
    var isFlushDue = false
    var closeDeadline: Scheduled<Void>?

    /// Makes the handler of a connection.
    ///
    /// - Parameters:
    ///   - loop: what it shares with others
    ///   - address: where the client is
    ///   - isEstablished: whether TLS, where there is any, has been agreed on
    init(loop: ChannelLoop, address: String, isEstablished: Bool = false) {
        self.loop = loop
        self.address = address
        self.isEstablished = isEstablished
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        guard loop.worker.hasRoom else { return context.close(promise: nil) }
        driver = ConnectionDriver(
            Connection(worker: loop.worker, audience: .clients, address: address), over: self)
        driver?.isEstablished = isEstablished
        if isEstablished { recognize(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        closeDeadline?.cancel()
        driver?.ended()
        driver = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        unwrapInboundIn(data).withUnsafeReadableBytes { driver?.receive($0) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        flushSoon()
    }

    func read(context: ChannelHandlerContext) {
        isReadHeldBack = driver?.mayRead == false
        if !isReadHeldBack { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { driver?.becameWritable() }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.handshakeCompleted) = event as? TLSUserEvent {
            driver?.isEstablished = true
            recognize(context)
        }
        if case .some(.inputClosed) = event as? ChannelEvent { driver?.inputEnded() }
        context.fireUserInboundEventTriggered(event)
    }

    /// Lets a client in as the user whom its certificate names.
    private func recognize(_ context: ChannelHandlerContext) {
        guard let account = loop.account(certifiedOn: context.pipeline) else { return }
        driver?.connection.session.account = account
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that went away or spoke no TLS is its own affair: worth a line only to whoever looks for it.
        loop.worker.logger.debug("connection failed", metadata: ["from": "\(address)", "error": "\(error)"])
        context.close(promise: nil)
    }
}

extension ConnectionHandler: ChannelTransport {
    var isWritable: Bool { context?.channel.isWritable == true }

    func send(_ bytes: UnsafeRawBufferPointer) {
        context?.writeAndFlush(wrapOutboundOut(loop.buffer(holding: bytes)), promise: nil)
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
}
