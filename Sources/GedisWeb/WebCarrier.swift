public import GedisCore
import GedisCrypto
package import GedisGUN
public import GedisSettings
package import GedisSockets
import GedisTLS
import NIOCore
import NIOHTTP1
import Synchronization

/// Serves HTTP and WebSocket by NIO, on event loops of its own.
public final class WebCarrier: Carrier {
    private let web: WebSettings
    private let host: String
    private let graph: (any GraphStore)?
    private let dialers: [any RelayDialer]
    private let hub = Mutex<GunHub?>(nil)
    private let links = Mutex<[GunLink]>([])
    private let threads = Mutex<ServingThreads<ChannelThread>?>(nil)
    private let accepting = Mutex<AcceptingThread?>(nil)
    private let url = Mutex<String?>(nil)
    private let kept: KeptListeners
    /// What is accepted from once `startAccepting` is called.
    private let waiting = Mutex<[ListeningSocket]>([])

    /// Makes a carrier; nothing is open yet.
    ///
    /// - Parameters:
    ///   - web: the port where it listens, a free one where there is none, and for whom
    ///   - host: the host name or address where it listens
    public convenience init(_ web: WebSettings, host: String) { self.init(web, host: host, graph: nil) }

    /// Makes a carrier that listens by sockets that are there already, where there are such.
    ///
    /// - Parameters:
    ///   - web: the port where it listens, a free one where there is none, and for whom
    ///   - host: the host name or address where it listens
    ///   - graph: what peers of GUN read and write, where the web speaks GUN; nil for none
    ///   - dialers: the ways to other relays of GUN, with which the graph is synced
    ///   - kept: the sockets that are there
    package init(
        _ web: WebSettings, host: String, graph: (any GraphStore)?, dialers: [any RelayDialer] = [],
        kept: KeptListeners = .none
    ) {
        self.kept = kept
        self.web = web
        self.host = host
        self.graph = web.gun ? graph : nil
        self.dialers = dialers
    }

    /// The URL of the page, with the port that was taken for port 0; nil before `start`.
    public var address: String? { url.withLock { $0 } }

    /// Opens the web's sockets and starts its threads.
    public func start(_ core: ServerCore) async throws(StartError) {
        let certificate = core.certificate
        try Self.checkEncryption(web, host: host, isEncrypted: certificate != nil)
        let access = WebAccess(web, host: host, isEncrypted: certificate != nil)
        let hub = graph.map { GunHub($0, logger: core.logger) }
        self.hub.withLock { $0 = hub }
        if let hub {
            core.add(hub.section)
            links.withLock {
                $0 = dialers.map {
                    GunLink($0, hub, mostUnsent: core.limits.subscriberLimit, logger: core.logger)
                }
            }
        }
        let threads = ServingThreads(of: core) {
            ChannelThread(of: core) { channel, loop, socket in try channel.serveHTTP(loop, access, socket, hub) }
        }
        self.threads.withLock { $0 = threads }
        for _ in 0..<Swift.max(web.threads, 1) { try threads.start() }
        let sockets = try ListeningSocket.open(at: .tcp(host: host, port: web.port ?? 0), for: .web, among: kept)
        waiting.withLock { $0 = sockets }
        let name = host.contains(":") ? "[\(host)]" : host
        if let port = sockets.compactMap(\.port).last {
            url.withLock { $0 = "\(certificate == nil ? "http" : "https")://\(name):\(port)/" }
        }
    }

    /// Begins to accept connections.
    public func startAccepting(_ core: ServerCore) async throws(StartError) {
        guard let threads = threads.withLock({ $0 }) else { return }
        let certificate = core.certificate
        let proxies = web.isProxied ? core.configuration.proxy.sources : nil
        let sockets = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        // Accepting lives off the threads that run commands.
        let accepting = try AcceptingThread(sockets) {
            core.limits.tcpKeepalive
        } _: {
            let socket = AcceptedSocket(
                descriptor: $0, audience: .clients, certificate: certificate, from: proxies)
            guard socket.awaitsProxy, !socket.isFromProxy else { return threads.serve(socket) }
            core.refusals.add(.notFromProxy, to: core.logger)
            socket.close()
        } last: {
            core.refusals.add(.noDescriptors, to: core.logger)
            AcceptedSocket(descriptor: $0, audience: .clients, certificate: certificate).close()
        }
        self.accepting.withLock { $0 = accepting }
        for link in links.withLock({ $0 }) { link.start() }
    }

    /// Hands connections that wait for a thread that is stuck in a command to others.
    public func rescueWaiting() { threads.withLock { $0 }?.rescueWaiting() }

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

    /// Closes the sockets that connections are accepted from.
    public func stopAccepting() async { await accepting.withLock { $0.take() }?.stop() }

    /// Closes what is open and ends the threads.
    public func shutDown() async {
        await stopAccepting()
        for socket in waiting.withLock({ $0 }) { socket.discard() }
        for link in links.withLock({ $0 }) { await link.stop() }
        for thread in threads.withLock({ $0 })?.all ?? [] { await thread.stop() }
        await hub.withLock { $0 }?.close()
    }
}

extension Channel {
    /// Serves HTTP, and the connections that it turns into WebSockets.
    fileprivate func serveHTTP(
        _ loop: ChannelLoop, _ access: WebAccess, _ socket: AcceptedSocket, _ hub: GunHub?
    ) throws {
        let pipeline = pipeline.syncOperations
        if socket.awaitsProxy {
            return try pipeline.addHandler(
                ProxyHandler(socket, worker: loop.worker) { try self.serveHTTP(loop, access, $0, hub) })
        }
        let tls = try socket.certificate.map { try TLSHandler($0.context, records: loop.records) }
        if let tls { try pipeline.addHandler(tls) }
        let upgrader = WebSocketUpgrader(access, NIOLoopBound(loop, eventLoop: eventLoop), hub)
        // Without NIO's handlers for pipelining, malformed requests and headers that must not be sent: `HTTPHandler` sees
        // to these, and each of them would be asked for each part of a request and of an answer.
        let encoder = HTTPResponseEncoder()
        let decoder = ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes))
        let upgrade = HTTPServerUpgradeHandler(
            upgraders: [upgrader], httpEncoder: encoder, extraHTTPHandlers: [decoder],
            upgradeCompletionHandler: { _ in })
        try pipeline.addHandlers([encoder, decoder, upgrade])
        try pipeline.addHandler(HTTPHandler(loop: loop, access: access, place: ConnectionPlace(socket), tls: tls))
    }
}
