import GedisCore
import GedisCrypto
import Glibc
import Synchronization

/// Serves RESP by epoll loops around sockets, bare or with TLS.
///
/// NIO would do it too, as it does for the web, with more between a wakeup and its reply than a small request costs here;
/// `docs/performance.md` says how this stands beside Redis.
final class EpollCarrier: Carrier {
    private let endpoints: [ServerConfiguration.Endpoint]
    private let controlSocket: String?
    private let threads: Int
    private let loops = Mutex<[EpollLoop]>([])
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
        for _ in 0..<threads {
            let loop = try EpollLoop(worker: core.makeWorker())
            loops.withLock { $0.append(loop) }
            core.add([loop])
        }
        for endpoint in endpoints {
            for socket in try ListeningSocket.open(at: endpoint) {
                await accept(from: socket, audience: .clients, certificate: socket.port == nil ? nil : core.certificate)
                if let port = socket.port { core.add(port: port) }
                listening.withLock { $0.append(socket.address) }
            }
        }
        if let controlSocket {
            for socket in try ListeningSocket.open(at: .unix(path: controlSocket, mode: 0o600)) {
                await accept(from: socket, audience: .operators, certificate: nil)
            }
        }
    }

    /// Accepts connections at a socket, spread over the loops, with TLS where there is a certificate. The first loop owns
    /// the socket from here on.
    private func accept(
        from socket: ListeningSocket, audience: Audience, certificate: CurrentCertificate?
    ) async {
        let loops = loops.withLock { $0 }
        await loops[0].run { thread in
            thread.add(
                EpollListener(socket, audience: audience, certificate: certificate, thread: thread, loops: loops))
        }
    }

    func stopAccepting() async {
        for loop in loops.withLock({ $0 }) { await loop.run { $0.closeListeners() } }
    }

    func shutDown() async {
        for loop in loops.withLock({ $0 }) { await loop.stop() }
        for case .unix(let path, _) in endpoints { unlink(path) }
        if let controlSocket { unlink(controlSocket) }
    }
}
