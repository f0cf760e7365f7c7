import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Turns a request for `/resp` into a WebSocket, whose binary frames carry RESP, and one for the path of GUN into one
/// whose texts are messages of GUN.
///
/// NIO's own upgrader makes the response; its frame decoder is not used, because it keeps a frame until all of it has
/// arrived, and a frame may be as large as the largest request.
final class WebSocketUpgrader: HTTPServerProtocolUpgrader {
    let supportedProtocol = "websocket"
    let requiredUpgradeHeaders: [String] = []

    /// The most bytes of a message of GUN.
    private static let mostBytesOfGun = 32 << 20

    private let access: WebAccess
    private let loop: NIOLoopBound<ChannelLoop>
    private let hub: GunHub?
    private let handshake: NIOWebSocketServerUpgrader

    /// Makes an upgrader.
    ///
    /// - Parameters:
    ///   - access: who may ask
    ///   - loop: what connections share
    ///   - hub: the relay of GUN; nil where there is none
    init(_ access: WebAccess, _ loop: NIOLoopBound<ChannelLoop>, _ hub: GunHub?) {
        self.access = access
        self.loop = loop
        self.hub = hub
        handshake = NIOWebSocketServerUpgrader(
            shouldUpgrade: { channel, head in
                channel.eventLoop.makeCompletedFuture {
                    guard try Self.isAllowed(head, access, channel) else { return nil }
                    return access.isGun(head) ? WebSocketProtocols(head).agreement : [:]
                }
            },
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() })
    }

    /// Whether a request becomes a WebSocket; one that does not is answered as any other.
    private static func isAllowed(_ head: HTTPRequestHead, _ access: WebAccess, _ channel: any Channel) throws -> Bool {
        guard head.method == .GET, access.refusal(of: head) == nil else { return false }
        if head.uri == "/resp" { return true }
        // Who speaks GUN says who it is here or never.
        guard access.isGun(head) else { return false }
        return try channel.pipeline.syncOperations.handler(type: HTTPHandler.self).beginSession(head)
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
            let (place, name, account) = (handler.place, handler.certifiedName, handler.account)
            pipeline.removeHandler(handler, promise: nil)
            if let hub, access.isGun(upgradeRequest) {
                try pipeline.addHandler(WebSocketHandler(loop: loop, mostBytes: Self.mostBytesOfGun))
                try pipeline.addHandler(
                    GunHandler(loop: loop, hub: hub, place: place, certifiedName: name, account: account))
            } else {
                try pipeline.addHandler(WebSocketConnection(loop: loop, place: place, certifiedName: name))
            }
        }
    }
}
