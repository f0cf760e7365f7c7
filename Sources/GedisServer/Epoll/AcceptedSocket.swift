import GedisCore
import GedisCrypto
import Glibc

/// A connection's socket, on its way from the listener to the thread that serves it.
struct AcceptedSocket: Sendable {
    let descriptor: Int32
    let audience: Audience
    /// The certificate that it is served with; nil for no TLS.
    let certificate: CurrentCertificate?

    /// Closes it without having served it.
    func close() { Glibc.close(descriptor) }
}
