import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// A plain HTTP server on one event loop of NIO, on a free port of this machine: it reads a request's body, and answers
/// the same JSON to all.
@main
enum Hello {
    static func main() throws {
        let server = try ServerBootstrap(group: MultiThreadedEventLoopGroup(numberOfThreads: 1))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(HelloHandler())
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .bind(host: "127.0.0.1", port: 0).wait()
        let greeting = "hello · web at http://localhost:\(server.localAddress?.port ?? 0)/\n"
        _ = Array(greeting.utf8).withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
        try server.closeFuture.wait()
    }
}

/// Answers with a body as long as those of the measured command, and with the same headers.
private final class HelloHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private static let answer = ByteBuffer(string: "1234567")

    private var body = ByteBuffer()

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: body.clear()
        case .body(let bytes): body.writeImmutableBuffer(bytes)
        case .end:
            let headers: HTTPHeaders = [
                "Content-Type": "application/json", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
                "Content-Length": "\(Self.answer.readableBytes)",
            ]
            let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(Self.answer))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
