import Synchronization

/// The certificate that connections are served with that begin now.
final class CurrentCertificate: Sendable {
    private let current: Mutex<TLSContext>

    init(_ context: TLSContext) { current = Mutex(context) }

    var context: TLSContext { current.withLock { $0 } }

    /// Takes another one over, for connections that are made from here on.
    func use(_ context: TLSContext) { current.withLock { $0 = context } }
}
