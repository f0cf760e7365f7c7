import NIOCore
import NIOPosix
import Synchronization
import TestSupport

/// A server that hangs up on a command instead of answering it.
final class ScriptedRedis: Sendable {
    /// The bytes of each connection that had any.
    let received = Mutex<[String]>([])
    private let channel = Mutex<(any Channel)?>(nil)

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - command: the command on which it hangs up
    ///   - times: on how many connections it does; on later ones it answers null
    /// - Returns: its port.
    /// - Throws: what NIO throws when it cannot listen.
    func start(hangingUpOn command: String, times: Int) async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        Handler(server: self, command: command, times: times))
                }
            }
            .bind(host: RedisProcess.host, port: 0).get()
        self.channel.withLock { $0 = channel }
        return channel.localAddress?.port ?? 0
    }

    func stop() async throws { try await channel.withLock(\.self)?.close() }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let server: ScriptedRedis
        private let command: String
        private let times: Int
        private let place: Int
        private var text = ""

        init(server: ScriptedRedis, command: String, times: Int) {
            self.server = server
            self.command = command
            self.times = times
            place = server.received.withLock { received in
                received.append("")
                return received.count - 1
            }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
            server.received.withLock { $0[place] = text }
            if text.hasSuffix("HELLO\r\n$1\r\n3\r\n") { return answer("%0\r\n", context) }
            guard text.contains("\r\n\(command)\r\n") else { return }
            if place < times { context.close(promise: nil) } else { answer("_\r\n", context) }
        }

        private func answer(_ reply: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: reply)), promise: nil)
        }
    }
}
