import Synchronization

/// The certificate that connections are served with that begin now, as a library for TLS holds it: OpenSSL's for RESP,
/// NIOSSL's for the web.
package final class CurrentCertificate<Context: Sendable>: Sendable {
    private let current: Mutex<Context>

    package init(_ context: Context) { current = Mutex(context) }

    package var context: Context { current.withLock { $0 } }

    /// Takes another one over, for connections that are made from here on.
    package func use(_ context: Context) { current.withLock { $0 = context } }
}
