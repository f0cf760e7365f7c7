import NIOCore
import NIOSSL
import Synchronization

/// The certificate that connections are served with that begin now.
final class CurrentCertificate: Sendable {
    private let context: Mutex<NIOSSLContext>

    init(_ context: NIOSSLContext) { self.context = Mutex(context) }

    /// Takes another one over, for connections that are made from here on.
    func use(_ context: NIOSSLContext) { self.context.withLock { $0 = context } }

    /// What speaks TLS at the beginning of a connection's pipeline.
    func handler() -> NIOSSLServerHandler { NIOSSLServerHandler(context: context.withLock { $0 }) }
}

extension ChannelLoop {
    /// The user whom the certificate names that a client has shown; nil where it has shown none, or nobody is called so.
    func account(certifiedOn pipeline: ChannelPipeline) -> Account? {
        guard let reader = worker.server.configuration.certificate?.clients?.user,
            let handler = try? pipeline.syncOperations.handler(type: NIOSSLServerHandler.self),
            let certificate = try? handler.peerCertificate?.toDERBytes(), let name = reader(certificate)
        else { return nil }
        return worker.server.accounts[name]
    }
}
