import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Turns a request for `/resp` into a WebSocket, whose binary frames carry RESP.
///
/// NIO's own upgrader makes the response; its frame decoder is not used, because it keeps a frame until all of it has
/// arrived, and a frame may be as large as the largest request.
final class WebSocketUpgrader: HTTPServerProtocolUpgrader {
    let supportedProtocol = "websocket"
    let requiredUpgradeHeaders: [String] = []

    private let loop: NIOLoopBound<ChannelLoop>
    private let handshake: NIOWebSocketServerUpgrader

    init(_ access: WebAccess, _ loop: NIOLoopBound<ChannelLoop>) {
        self.loop = loop
        handshake = NIOWebSocketServerUpgrader(
            shouldUpgrade: { channel, head in
                let isAllowed = head.method == .GET && head.uri == "/resp" && access.refusal(of: head) == nil
                return channel.eventLoop.makeSucceededFuture(isAllowed ? [:] : nil)
            },
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() })
    }

    func buildUpgradeResponse(
        channel: any Channel, upgradeRequest: HTTPRequestHead, initialResponseHeaders: HTTPHeaders
    ) -> EventLoopFuture<HTTPHeaders> {
        handshake.buildUpgradeResponse(
            channel: channel, upgradeRequest: upgradeRequest, initialResponseHeaders: initialResponseHeaders)
    }

    func upgrade(context: ChannelHandlerContext, upgradeRequest: HTTPRequestHead) -> EventLoopFuture<Void> {
        let loop = loop.value
        let channel = context.channel
        return channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            let handler = try pipeline.handler(type: HTTPHandler.self)
            pipeline.removeHandler(handler, promise: nil)
            try pipeline.addHandler(WebSocketHandler(loop: loop))
            try pipeline.addHandler(
                ConnectionHandler(loop: loop, place: handler.place, certifiedName: handler.certifiedName))
        }
    }
}
