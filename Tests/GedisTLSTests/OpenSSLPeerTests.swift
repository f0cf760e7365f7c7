import GedisCrypto
import GedisTLS
import NIOCore
import NIOPosix
import NIOTLS
import TestSupport
import Testing

/// The handler over sockets, with OpenSSL's own client and server on the other side.
@Suite(.takesTurns, .timeLimit(.minutes(1))) struct OpenSSLPeerTests {
    static let versions = ["-tls1_2", "-tls1_3"]

    let identity: Identity

    init() throws { identity = try Identity() }

    @Test(arguments: versions)
    func aServerAnswers(version: String) async throws {
        let (server, port) = try self.server([version])
        let (client, lines) = try await connect(to: port)
        try await client.writeAndFlush(ByteBuffer(string: "hello\n"))
        #expect(try await lines.get() == "olleh\n")
        try await client.close()
        withExtendedLifetime(server) {}
    }

    @Test(arguments: [["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA"]])
    func anOldServerIsRefused(words: [String]) async throws {
        let (server, port) = try self.server(words)
        let (_, lines) = try await connect(to: port)
        await #expect(throws: TLSError.self) { try await lines.get() }
        withExtendedLifetime(server) {}
    }

    @Test(arguments: versions)
    func aClientIsAnswered(version: String) async throws {
        let port = try await listen()
        let client = try self.client(of: port, [version, "-quiet"])
        try client.write("hello\n")
        #expect(try client.read(until: #/olleh\n/#).contains("olleh"))
        // The end of its input is answered by the end of the server's.
        #expect(try client.rest().contains("error") == false)
    }

    @Test(
        arguments: [
            ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"],
            ["-tls1_2", "-sigalgs", "ECDSA+SHA1", "-cipher", "ALL:@SECLEVEL=0"],
        ])
    func anOldClientIsRefused(words: [String]) async throws {
        let client = try client(of: try await listen(), words)
        #expect(try client.rest().contains("alert"))
    }

    private func client(of port: Int, _ words: [String]) throws -> OpenSSLPeer {
        try OpenSSLPeer(connectingTo: port, trusting: identity.certificate, words)
    }

    private func server(_ words: [String]) throws -> (server: OpenSSLPeer, port: Int) {
        try OpenSSLPeer.server(certificate: identity.files.certificate, key: identity.files.key, words)
    }

    /// Connects to a server.
    ///
    /// - Returns: the connection, and the first line that the server sends.
    private func connect(to port: Int) async throws -> (any Channel, EventLoopFuture<String>) {
        let context = try identity.client()
        let line = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: String.self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(TLSHandler(context))
                    try channel.pipeline.syncOperations.addHandler(Line(line))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return (channel, line.futureResult)
    }

    /// Serves as `openssl s_server -rev` does.
    private func listen() async throws -> Int {
        let context = try identity.server()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(TLSHandler(context))
                    try channel.pipeline.syncOperations.addHandler(Mirror())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return try #require(channel.localAddress?.port)
    }
}

/// Reports the first line that arrives, or why there is none.
private final class Line: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let promise: EventLoopPromise<String>
    private var text = ""

    init(_ promise: EventLoopPromise<String>) { self.promise = promise }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        if text.hasSuffix("\n") { promise.succeed(text) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { promise.fail(error) }

    func channelInactive(context: ChannelHandlerContext) { promise.fail(ChannelError.eof) }
}

/// Sends each line back with its letters in reverse order, and ends when the client does.
private final class Mirror: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var text = ""

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        guard text.hasSuffix("\n") else { return }
        let answer = String(text.dropLast().reversed()) + "\n"
        text = ""
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent {
            context.close(mode: .output).assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
