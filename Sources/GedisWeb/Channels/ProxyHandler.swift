import GedisCore
import GedisSettings
import GedisSockets
import Logging
import NIOCore

/// Reads the header that a proxy puts in front of a connection, and then lets the channel's pipeline be made.
final class ProxyHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let socket: AcceptedSocket
    private let worker: Worker
    private let initialize: (AcceptedSocket) throws -> Void
    private var parser = ProxyHeaderParser()
    private var deadline: Scheduled<Void>?

    /// Waits for a header.
    ///
    /// - Parameters:
    ///   - socket: the connection's socket
    ///   - worker: the worker of its thread
    ///   - initialize: adds the handlers that follow, for a socket whose client is known
    init(_ socket: AcceptedSocket, worker: Worker, _ initialize: @escaping (AcceptedSocket) throws -> Void) {
        self.socket = socket
        self.worker = worker
        self.initialize = initialize
    }

    func handlerAdded(context: ChannelHandlerContext) {
        guard let timeout = worker.limits.handshakeTimeout else { return }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: TimeAmount(timeout)) {
            let (handler, context) = bound.value
            handler.refuse("its header did not come in time", context)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        let (count, outcome) = parser.receive(bytes.readableBytesView)
        bytes.moveReaderIndex(forwardBy: count)
        switch outcome {
        case .incomplete: break
        case .malformed(let reason): refuse(reason, context)
        case .complete(let client):
            do {
                try initialize(socket.from(client))
            } catch {
                return context.close(promise: nil)
            }
            if bytes.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(bytes)) }
            context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed { return refuse("it ended before its header did", context) }
        context.fireUserInboundEventTriggered(event)
    }

    private func refuse(_ reason: String, _ context: ChannelHandlerContext) {
        worker.logger.log(
            level: parser.hasBegun ? .warning : .debug, "refusing a connection: PROXY protocol: \(reason)",
            metadata: ["from": "\(socket.peer)"])
        context.close(promise: nil)
    }
}
