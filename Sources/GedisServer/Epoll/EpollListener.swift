import CLinux
import GedisCore
import GedisCrypto
import GedisSettings
import Glibc
import Logging

/// Accepts connections. It lives on a thread that runs no commands of clients.
final class EpollListener: EpollSource {
    /// Serves a connection that was accepted.
    typealias Handler = (AcceptedSocket) -> Void

    /// Descriptors that are kept back for when the process has no other left: to refuse a client, or to let operators in.
    private static let spareCount = 4
    /// How long, in microseconds, nothing is accepted where not even a spare descriptor is left.
    private static let backoff: UInt32 = 20_000

    let descriptor: Int32
    private let socket: ListeningSocket
    private let audience: Audience
    private let certificate: CurrentCertificate?
    /// The thread has the listener, too: closing it ends the circle.
    private let thread: EpollThread
    private let serve: Handler
    private var spares: [Int32] = []

    /// Begins to accept.
    ///
    /// - Parameters:
    ///   - socket: where; it is closed with the listener
    ///   - audience: whom it is for
    ///   - certificate: what connections are served with; nil for no TLS
    ///   - thread: where it lives
    ///   - serve: is handed the connections
    init(
        _ socket: ListeningSocket, audience: Audience, certificate: CurrentCertificate?, on thread: EpollThread,
        serve: @escaping Handler
    ) {
        descriptor = socket.descriptor
        self.socket = socket
        self.audience = audience
        self.certificate = certificate
        self.thread = thread
        self.serve = serve
        keepSpares()
    }

    func ready(_ events: UInt32) {
        while true {
            let accepted = linux_accept(descriptor)
            if accepted >= 0 {
                take(accepted)
                keepSpares()
            } else if errno == EMFILE || errno == ENFILE {
                // A connection that was left waiting would make the thread spin.
                guard acceptBySpare() else {
                    usleep(Self.backoff)
                    return
                }
            } else if errno != EINTR, errno != ECONNABORTED {
                return
            }
        }
    }

    private func take(_ accepted: Int32) {
        if socket.port != nil { SocketOptions.prepare(accepted, keepalive: thread.worker.limits.tcpKeepalive) }
        serve(AcceptedSocket(descriptor: accepted, audience: audience, certificate: certificate))
    }

    /// Gives a spare descriptor up to accept a connection: an operator's is served, a client's is refused.
    ///
    /// - Returns: whether there was a spare one.
    private func acceptBySpare() -> Bool {
        guard let spare = spares.popLast() else { return false }
        Glibc.close(spare)
        let accepted = linux_accept(descriptor)
        guard accepted >= 0 else { return errno != EMFILE && errno != ENFILE }
        if audience == .operators {
            take(accepted)
        } else {
            let worker = thread.worker
            worker.server.refusals.add(.noDescriptors, to: worker.logger)
            EpollConnection.refuse(accepted, certificate)
            keepSpares()
        }
        return true
    }

    private func keepSpares() {
        while spares.count < Self.spareCount {
            let spare = open("/dev/null", O_RDONLY | O_CLOEXEC)
            guard spare >= 0 else { return }
            spares.append(spare)
        }
    }

    func close() {
        thread.remove(descriptor)
        Glibc.close(descriptor)
        for spare in spares { Glibc.close(spare) }
        spares = []
        socket.removeFile()
    }
}
