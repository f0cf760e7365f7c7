package import GedisCore
package import GedisCrypto
import Glibc

/// A connection's socket, on its way from the listener to the thread that serves it.
package struct AcceptedSocket: Sendable {
    package let descriptor: Int32
    package let audience: Audience
    /// The certificate that it is served with; nil for no TLS.
    package let certificate: CurrentCertificate?

    /// Describes a socket.
    package init(descriptor: Int32, audience: Audience, certificate: CurrentCertificate?) {
        self.descriptor = descriptor
        self.audience = audience
        self.certificate = certificate
    }

    /// Where its client is.
    package var peer: String { SocketAddress.peer(of: descriptor).description }

    /// Where the client reached the server.
    package var own: String { SocketAddress.own(of: descriptor).description }

    /// Whether it came by a Unix socket.
    package var isPath: Bool { SocketAddress.own(of: descriptor).isPath }

    /// Closes it without having served it.
    package func close() { Glibc.close(descriptor) }
}
