import GedisCore
import GedisKit
import Logging
import NIOCore

/// Carries a connection's bytes over a NIO channel: those of a WebSocket.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let loop: ChannelLoop
    private let place: ConnectionPlace
    private let certifiedName: String?
    @exclusivity(unchecked) private(set) var context: ChannelHandlerContext?
    @exclusivity(unchecked) private(set) var driver: ConnectionDriver?
    private var isReadHeldBack = false
    var isFlushDue = false
    var closeDeadline: Scheduled<Void>?

    /// Makes the handler of a connection.
    ///
    /// - Parameters:
    ///   - loop: what it shares with others
    ///   - place: where the client and the server are
    ///   - certifiedName: the common name of the certificate that it has shown
    init(loop: ChannelLoop, place: ConnectionPlace, certifiedName: String?) {
        self.loop = loop
        self.place = place
        self.certifiedName = certifiedName
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        guard loop.worker.hasRoom else { return context.close(promise: nil) }
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
        loop.turn { unwrapInboundIn(data).withUnsafeReadableBytes { driver?.receive($0) } }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        flushSoon()
    }

    func read(context: ChannelHandlerContext) {
        isReadHeldBack = driver?.mayRead == false
        if !isReadHeldBack { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { loop.turn { driver?.becameWritable() } }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent { driver?.inputEnded() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that went away or broke TLS is its own affair: worth a line only to whoever looks for it.
        loop.worker.logger.debug("connection failed", metadata: ["from": "\(place.client)", "error": "\(error)"])
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
