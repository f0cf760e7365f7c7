import GedisCore
import GedisCrypto
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
    /// The thread that accepts connections and serves operators.
    private let control = Mutex<EpollLoop?>(nil)
    /// The threads that serve clients.
    private let loops = Mutex<ServingThreads<EpollLoop>?>(nil)
    private let listening = Mutex<[String]>([])

    /// Makes a carrier; nothing is open yet.
    ///
    /// - Parameter configuration: where it listens, and by how many threads
    init(_ configuration: ServerConfiguration) {
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
            for socket in try ListeningSocket.open(at: endpoint) {
                let certificate = socket.port == nil ? nil : core.certificate
                await control.run { thread in
                    thread.add(
                        EpollListener(socket, audience: .clients, certificate: certificate, on: thread) {
                            loops.serve($0)
                        })
                }
                if let port = socket.port { core.add(port: port) }
                listening.withLock { $0.append(socket.address) }
            }
        }
        if let controlSocket {
            for socket in try ListeningSocket.open(at: .unix(path: controlSocket, mode: 0o600)) {
                await control.run { thread in
                    thread.add(
                        EpollListener(socket, audience: .operators, certificate: nil, on: thread) { [unowned thread] in
                            EpollConnection.open($0, on: thread)
                        })
                }
            }
        }
    }

    func rescueWaiting() { loops.withLock { $0 }?.rescueWaiting() }

    func stopAccepting() async { await control.withLock { $0 }?.run { $0.closeListeners() } }

    func shutDown() async {
        for loop in loops.withLock({ $0 })?.all ?? [] { await loop.stop() }
        await control.withLock { $0 }?.stop()
    }
}
