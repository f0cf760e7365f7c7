import GedisGUN
import NIOCore
import NIOWebSocket
import Synchronization

@testable import GedisBackends

extension ScriptedGunServer {
    /// One client's connection, on the server's side.
    final class Connection: ChannelInboundHandler, Sendable {
        typealias InboundIn = WebSocketFrame
        typealias OutboundOut = WebSocketFrame

        let server: ScriptedGunServer
        private let channel = Mutex<(any Channel)?>(nil)

        init(server: ScriptedGunServer) { self.server = server }

        func handlerAdded(context: ChannelHandlerContext) {
            channel.withLock { $0 = context.channel }
            server.opened(self)
        }

        func channelInactive(context: ChannelHandlerContext) { server.closed(self) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let frame = unwrapInboundIn(data)
            switch frame.opcode {
            case .text: server.receive(Array(frame.unmaskedData.readableBytesView), from: self)
            case .ping where server.behaviour.answersPings: write(.pong, frame.unmaskedData)
            default: break
            }
        }

        func close() { channel.withLock { $0 }?.close(promise: nil) }

        /// Sends a text frame.
        func send(_ text: String) { write(.text, ByteBuffer(string: text)) }

        /// Acknowledges a put.
        func acknowledge(_ id: String) { send(##"{"#":"\##(GunRequest.makeID())","@":"\##(id)","ok":true}"##) }

        /// Answers a get with a node, as one of several messages where `next` names the one after it.
        func answer(_ id: String, _ node: GunNode, as own: String = GunRequest.makeID(), next: String? = nil) {
            var members = [
                JSON.Member("#", .string(own)), JSON.Member("@", .string(id)), JSON.Member("put", node.graph),
            ]
            if let next { members.append(JSON.Member("%", .string(next))) }
            send(JSON.object(members).text)
        }

        private func write(_ opcode: WebSocketOpcode, _ data: ByteBuffer) {
            channel.withLock { $0 }?
                .writeAndFlush(WebSocketFrame(fin: true, opcode: opcode, data: data), promise: nil)
        }
    }
}
