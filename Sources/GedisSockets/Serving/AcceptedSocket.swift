package import GedisCore
package import GedisCrypto
package import GedisSettings
import Glibc

/// A connection's socket, on its way from the listener to the thread that serves it.
package struct AcceptedSocket: Sendable {
    package let descriptor: Int32
    package let audience: Audience
    /// The certificate that it is served with; nil for no TLS.
    package let certificate: CurrentCertificate?
    /// From where proxies may connect, one of which has to say where the client is; nil where none has.
    private let proxies: [AddressRange]?
    /// Where the client is, as a proxy has said; nil for where the connection is from.
    private var client: String?

    /// Describes a socket.
    package init(
        descriptor: Int32, audience: Audience, certificate: CurrentCertificate?, from proxies: [AddressRange]? = nil
    ) {
        self.descriptor = descriptor
        self.audience = audience
        self.certificate = certificate
        self.proxies = proxies
    }

    /// Whether a proxy has to say where the client is.
    package var awaitsProxy: Bool { proxies != nil }

    /// Whether it is from where a proxy may connect.
    package var isFromProxy: Bool {
        guard let host = SocketAddress.peer(of: descriptor).host else { return false }
        return proxies?.contains { $0.contains(host) } ?? false
    }

    /// The same after a proxy has said where the client is.
    ///
    /// - Parameter client: where; nil where it spoke for itself
    /// - Returns: the socket.
    package func from(_ client: String?) -> AcceptedSocket {
        var socket = AcceptedSocket(descriptor: descriptor, audience: audience, certificate: certificate)
        socket.client = client
        return socket
    }

    /// Where its client is.
    package var peer: String { client ?? SocketAddress.peer(of: descriptor).description }

    /// Where the client reached the server.
    package var own: String { SocketAddress.own(of: descriptor).description }

    /// Whether it came by a Unix socket.
    package var isPath: Bool { SocketAddress.own(of: descriptor).isPath }

    /// Closes it without having served it.
    package func close() { Glibc.close(descriptor) }
}
