internal import Synchronization

/// The certificate that connections are served with that begin now.
package final class CurrentCertificate: Sendable {
    private let current: Mutex<TLSContext>

    /// Serves with a certificate until it is replaced.
    package init(_ context: TLSContext) { current = Mutex(context) }

    /// What connections begin with now.
    package var context: TLSContext { current.withLock { $0 } }

    /// Replaces the certificate, for connections that begin from here on.
    package func use(_ context: TLSContext) { current.withLock { $0 = context } }
}
