public import GedisCore
import GedisCrypto
import GedisServer
public import GedisSettings
import GedisTLS
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Serves HTTP and WebSocket by NIO, on event loops of its own.
public final class WebCarrier: Carrier {
    private let web: WebSettings
    private let host: String
    private let group: MultiThreadedEventLoopGroup
    private let listening = Mutex<[any Channel]>([])
    private let workers = Mutex<[ChannelLoopHandle]>([])
    private let url = Mutex<String?>(nil)

    /// Makes a carrier; nothing is open yet.
    ///
    /// - Parameters:
    ///   - web: the port where it listens, a free one where there is none, and for whom
    ///   - host: the host name or address where it listens
    public init(_ web: WebSettings, host: String) {
        self.web = web
        self.host = host
        group = MultiThreadedEventLoopGroup(numberOfThreads: Swift.max(web.threads, 1))
    }

    /// The URL of the page, with the port that was taken for port 0; nil before `start`.
    public var address: String? { url.withLock { $0 } }

    /// Opens the web's sockets and begins to serve.
    public func start(_ core: ServerCore) async throws(StartError) {
        let certificate = core.certificate
        try Self.checkEncryption(web, host: host, isEncrypted: certificate != nil)
        let loops = makeLoops(core)
        for socket in try ListeningSocket.open(at: .tcp(host: host, port: web.port ?? 0)) {
            try await accept(from: socket, loops, certificate)
            guard let port = socket.port else { continue }
            let name = host.contains(":") ? "[\(host)]" : host
            url.withLock { $0 = "\(certificate == nil ? "http" : "https")://\(name):\(port)/" }
        }
    }

    /// Makes sure that passwords are not sent to other machines in plain text.
    ///
    /// - Parameters:
    ///   - web: what the definition says
    ///   - host: where the server listens
    ///   - isEncrypted: whether it is served over TLS
    /// - Throws: `StartError` where they would be.
    package static func checkEncryption(_ web: WebSettings, host: String, isEncrypted: Bool) throws(StartError) {
        guard isEncrypted || web.insecure || HostName.isLoopback(host) else {
            throw StartError(
                "web: \(host) is reached from other machines, and passwords would be sent in plain text: "
                    + "set ssl=true, or web.insecure=true where something else encrypts")
        }
    }

    /// Makes a worker for each event loop.
    private func makeLoops(_ core: ServerCore) -> [ObjectIdentifier: NIOLoopBoundBox<ChannelLoop>] {
        let boxes = group.makeIterator().map { eventLoop in
            let loop = Confined(ChannelLoop(worker: core.makeWorker().value, eventLoop: eventLoop))
            let box = NIOLoopBoundBox.makeBoxSendingValue(loop.value, eventLoop: eventLoop)
            let handle = ChannelLoopHandle(box, loop.value.worker.activity)
            loop.value.worker.handle = handle
            _ = handle.perform { RunningCommand.follow($0) }
            workers.withLock { $0.append(handle) }
            return box
        }
        core.add(workers.withLock { $0 })
        return Dictionary(uniqueKeysWithValues: boxes.map { (ObjectIdentifier($0.eventLoop), $0) })
    }

    private func accept(
        from socket: ListeningSocket, _ loops: [ObjectIdentifier: NIOLoopBoundBox<ChannelLoop>],
        _ certificate: CurrentCertificate?
    ) async throws(StartError) {
        let access = WebAccess(web, host: host, isEncrypted: certificate != nil)
        // Accepting lives off the loops that run commands.
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton, childGroup: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let loop = loops[ObjectIdentifier(channel.eventLoop)]?.value else { return }
                    try channel.serveHTTP(loop, access, certificate)
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 2048, maximum: 65536))
        do {
            let channel = try await bootstrap.withBoundSocket(socket.descriptor).get()
            listening.withLock { $0.append(channel) }
        } catch {
            throw StartError("cannot accept connections at \(socket.address): \(error)")
        }
    }

    /// Closes the sockets that connections are accepted from.
    public func stopAccepting() async {
        let open = listening.withLock { channels in
            defer { channels = [] }
            return channels
        }
        for channel in open { try? await channel.close() }
    }

    /// Closes what is open and ends the event loops.
    public func shutDown() async {
        await stopAccepting()
        // The worker and its handle hold each other until here.
        for worker in workers.withLock({ $0 }) { _ = worker.perform { $0.handle = nil } }
        try? await group.shutdownGracefully()
    }
}

extension Channel {
    /// Serves HTTP, and the connections that it turns into WebSockets.
    fileprivate func serveHTTP(_ loop: ChannelLoop, _ access: WebAccess, _ certificate: CurrentCertificate?) throws {
        let pipeline = pipeline.syncOperations
        try keepAlive(loop.worker.limits.tcpKeepalive)
        let tls = try certificate.map { try TLSHandler($0.context, records: loop.records) }
        if let tls { try pipeline.addHandler(tls) }
        let upgrader = WebSocketUpgrader(access, NIOLoopBound(loop, eventLoop: eventLoop))
        try pipeline.configureHTTPServerPipeline(
            withServerUpgrade: (upgraders: [upgrader], completionHandler: { _ in }))
        try pipeline.addHandler(HTTPHandler(loop: loop, access: access, address: peer, tls: tls))
    }

    /// Has TCP ask after a silence whether the client is still there; nil for never.
    private func keepAlive(_ time: Duration?) throws {
        guard let time, let options = syncOptions else { return }
        try options.setOption(.socketOption(.so_keepalive), value: 1)
        let idle = ChannelOptions.Types.SocketOption(level: .tcp, name: NIOBSDSocket.Option(rawValue: TCP_KEEPIDLE))
        try options.setOption(idle, value: Int(clamping: time.components.seconds))
    }

    /// The client's address and port.
    var peer: String { remoteAddress.map { "\($0.ipAddress ?? "?"):\($0.port ?? 0)" } ?? "?" }
}
