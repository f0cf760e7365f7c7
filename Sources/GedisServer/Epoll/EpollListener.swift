import GedisCore
import GedisCrypto
import GedisSettings
import GedisSockets
import Glibc
import Logging

/// Accepts connections. It lives on a thread that runs no commands of clients.
final class EpollListener: EpollSource {
    /// Serves a connection that was accepted.
    typealias Handler = (AcceptedSocket) -> Void

    private let acceptor: Acceptor
    private let audience: Audience
    private let certificate: CurrentCertificate?
    private let proxies: [AddressRange]?
    /// The thread has the listener, too: closing it ends the circle.
    private let thread: EpollThread
    private let serve: Handler

    /// Begins to accept.
    ///
    /// - Parameters:
    ///   - socket: where; it is closed with the listener
    ///   - audience: whom it is for
    ///   - certificate: what connections are served with; nil for no TLS
    ///   - proxies: from where connections may come, which begin with the PROXY protocol; nil for others
    ///   - thread: where it lives
    ///   - serve: is handed the connections
    init(
        _ socket: ListeningSocket, audience: Audience, certificate: CurrentCertificate?,
        from proxies: [AddressRange]?, on thread: EpollThread, serve: @escaping Handler
    ) {
        acceptor = Acceptor(socket)
        self.audience = audience
        self.certificate = certificate
        self.proxies = proxies
        self.thread = thread
        self.serve = serve
    }

    var descriptor: Int32 { acceptor.descriptor }

    func ready(_ events: UInt32) {
        acceptor.acceptWaiting(keepalive: thread.worker.limits.tcpKeepalive, take, last: takeLast)
    }

    private func take(_ accepted: Int32) {
        serve(AcceptedSocket(descriptor: accepted, audience: audience, certificate: certificate, from: proxies))
    }

    /// Serves an operator by the last descriptors, and refuses a client.
    private func takeLast(_ accepted: Int32) {
        guard audience == .clients else { return take(accepted) }
        let worker = thread.worker
        worker.server.refusals.add(.noDescriptors, to: worker.logger)
        // What it sends first is the proxy's.
        if proxies == nil { EpollConnection.refuse(accepted, certificate) } else { Glibc.close(accepted) }
    }

    func close() { close(keepingFile: false) }

    /// Stops accepting.
    ///
    /// - Parameter keepingFile: whether a Unix socket's file stays, because another process listens there
    func close(keepingFile: Bool) {
        thread.remove(descriptor)
        acceptor.close(keepingFile: keepingFile)
    }
}
