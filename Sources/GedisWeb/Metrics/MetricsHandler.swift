import GedisCore
import GedisKit
import NIOCore
import NIOHTTP1

/// Answers the one request of a connection: what else a client sends, and how slowly, keeps no memory and no place.
final class MetricsHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let access: WebAccess
    private let timeout: Duration?
    private let server: ServerCore
    private var isAnswered = false
    private var deadline: Scheduled<Void>?

    /// - Parameters:
    ///   - access: by which names the server may be asked
    ///   - server: the server
    ///   - timeout: how long the request, and taking the answer, may take; nil for as long as it takes
    init(_ access: WebAccess, of server: ServerCore, timeout: Duration?) {
        self.access = access
        self.timeout = timeout
        self.server = server
    }

    func handlerAdded(context: ChannelHandlerContext) {
        guard let timeout else { return }
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: TimeAmount(timeout)) { channel.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = unwrapInboundIn(data), !isAnswered else { return }
        isAnswered = true
        answer(head, context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func answer(_ request: HTTPRequestHead, _ context: ChannelHandlerContext) {
        if let check = HealthCheck(request) {
            let (status, text) = check.answer(of: server)
            return send(status, text, to: request, context)
        }
        if let refusal = access.refusal(of: request) {
            return send(refusal.status, "\(refusal.error.message)\n", to: request, context)
        }
        guard request.path == "/metrics" else {
            return send(.notFound, "metrics are at /metrics\n", to: request, context)
        }
        guard request.method == .GET || request.method == .HEAD else {
            return send(.methodNotAllowed, "only GET /metrics is served\n", to: request, context)
        }
        send(.ok, Exposition(server.metrics).text, to: request, context)
    }

    private func send(
        _ status: HTTPResponseStatus, _ text: String, to request: HTTPRequestHead, _ context: ChannelHandlerContext
    ) {
        var headers = HTTPHeaders([
            ("Content-Type", "text/plain; version=0.0.4; charset=utf-8"), ("Content-Length", "\(text.utf8.count)"),
            ("Connection", "close"),
        ])
        if status == .methodNotAllowed { headers.add(name: "Allow", value: "GET, HEAD") }
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: request.version, status: status, headers: headers))),
            promise: nil)
        if request.method != .HEAD {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
        }
        context.channel.closeOnceSent(context.writeAndFlush(wrapOutboundOut(.end(nil))))
    }
}
