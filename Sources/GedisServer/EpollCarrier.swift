import GedisCore
import GedisCrypto
import GedisSettings
import GedisSockets
import Synchronization

/// Serves RESP by epoll loops around sockets, bare or with TLS.
///
/// NIO would do it too, as it does for the web, with more between a wakeup and its reply than a small request costs here;
/// `docs/performance.md` says how this stands beside Redis.
final class EpollCarrier: Carrier {
    private let endpoints: [ServerConfiguration.Endpoint]
    private let controlSocket: String?
    private let threads: Int
    private let kept: KeptListeners
    /// The thread that accepts connections and serves operators.
    private let control = Mutex<EpollLoop?>(nil)
    /// The threads that serve clients.
    private let loops = Mutex<ServingThreads<EpollLoop>?>(nil)
    private let listening = Mutex<[String]>([])
    /// What is accepted from once `startAccepting` is called.
    private let waiting = Mutex<[(socket: ListeningSocket, audience: Audience)]>([])
    private let isHandedOver = Atomic(false)

    /// Makes a carrier; nothing is open yet.
    ///
    /// - Parameters:
    ///   - configuration: where it listens, and by how many threads
    ///   - kept: the sockets that are there already
    init(_ configuration: ServerConfiguration, kept: KeptListeners) {
        self.kept = kept
        endpoints = configuration.endpoints
        controlSocket = configuration.controlSocket
        threads = Swift.max(configuration.threads, 1)
    }

    /// Where clients connect, such as `127.0.0.1:9900`, with the ports that were taken for port 0.
    var addresses: [String] { listening.withLock { $0 } }

    func start(_ core: ServerCore) async throws(StartError) {
        let control = try EpollLoop(worker: core.makeWorker())
        core.add([control])
        self.control.withLock { $0 = control }
        let loops = ServingThreads(of: core) { () throws(StartError) in try EpollLoop(worker: core.makeWorker()) }
        self.loops.withLock { $0 = loops }
        for _ in 0..<threads { try loops.start() }
        for endpoint in endpoints {
            for socket in try ListeningSocket.open(at: endpoint, among: kept) {
                waiting.withLock { $0.append((socket, .clients)) }
                if let port = socket.port { core.add(port: port) }
                listening.withLock { $0.append(socket.address) }
            }
        }
        if let controlSocket {
            let endpoint = ServerConfiguration.Endpoint.unix(path: controlSocket, mode: 0o600)
            for socket in try ListeningSocket.open(at: endpoint, for: .operators, among: kept) {
                waiting.withLock { $0.append((socket, .operators)) }
            }
        }
    }

    func startAccepting(_ core: ServerCore) async {
        guard let control = control.withLock({ $0 }), let loops = loops.withLock({ $0 }) else { return }
        let sockets = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for (socket, audience) in sockets {
            let isNetwork = socket.port != nil && audience == .clients
            let certificate = isNetwork ? core.certificate : nil
            let proxy = core.configuration.proxy
            let proxies = isNetwork && proxy.isExpected ? proxy.sources : nil
            await control.run { thread in
                thread.add(
                    EpollListener(socket, audience: audience, certificate: certificate, from: proxies, on: thread) {
                        [unowned thread] in
                        if audience == .clients { loops.serve($0) } else { EpollConnection.open($0, on: thread) }
                    })
            }
        }
    }

    /// The threads that serve clients.
    var servingThreads: ServingThreads<EpollLoop>? { loops.withLock { $0 } }

    /// Lets connections wait that are not accepted yet, or accepts them again.
    func pauseAccepting(_ isPaused: Bool) async {
        await control.withLock { $0 }?.run { $0.pauseListeners(isPaused) }
    }

    /// Leaves the files of Unix sockets to another process when accepting ends.
    func handOverListeners() { isHandedOver.store(true, ordering: .relaxed) }

    func rescueWaiting() { loops.withLock { $0 }?.rescueWaiting() }

    func stopAccepting() async {
        let keepingFiles = isHandedOver.load(ordering: .relaxed)
        await control.withLock { $0 }?.run { $0.closeListeners(keepingFiles: keepingFiles) }
    }

    func shutDown() async {
        // What was opened and never accepted from.
        for (socket, _) in waiting.withLock({ $0 }) { socket.discard() }
        for loop in loops.withLock({ $0 })?.all ?? [] { await loop.stop() }
        await control.withLock { $0 }?.stop()
    }
}
