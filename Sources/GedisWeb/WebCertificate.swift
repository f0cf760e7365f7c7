import GedisCore
import NIOCore
import NIOSSL

/// The certificate that the web's connections are served with that begin now.
typealias WebCertificate = CurrentCertificate<NIOSSLContext>

extension WebCertificate {
    /// What speaks TLS at the beginning of a connection's pipeline.
    func handler() -> NIOSSLServerHandler { NIOSSLServerHandler(context: context) }
}

extension ServerConfiguration.Certificate {
    /// Reads the files for NIO.
    ///
    /// - Throws: `StartError` that names the file that is wrong.
    func webContext() throws(StartError) -> NIOSSLContext {
        do {
            let certificates = try NIOSSLCertificate.fromPEMFile(chain)
            let key = try NIOSSLPrivateKey(file: key, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            // BoringSSL signs with Ed25519 only where it is named.
            configuration.signingSignatureAlgorithms = [
                .ecdsaSecp256R1Sha256, .ecdsaSecp384R1Sha384, .ecdsaSecp521R1Sha512, .ed25519, .rsaPssRsaeSha256,
                .rsaPssRsaeSha384, .rsaPssRsaeSha512, .rsaPkcs1Sha256, .rsaPkcs1Sha384, .rsaPkcs1Sha512,
            ]
            try askForCertificates(&configuration)
            return try NIOSSLContext(configuration: configuration)
        } catch let error as StartError {
            throw error
        } catch {
            throw StartError("the certificate \(chain) and its key \(key) cannot be used: \(error)")
        }
    }

    /// A client may show a certificate. One that leads to no authority is refused; without any, it says a password.
    private func askForCertificates(_ configuration: inout TLSConfiguration) throws {
        guard let clients else { return }
        do {
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(clients.authorities))
        } catch {
            throw StartError("the client_ca \(clients.authorities) holds no certificates as PEM: \(error)")
        }
        configuration.certificateVerification = .optionalVerification
        configuration.verifySignatureAlgorithms = configuration.signingSignatureAlgorithms
    }
}

extension ChannelLoop {
    /// The user whom the certificate names that a client has shown; nil where it has shown none, or nobody is called so.
    func account(certifiedOn pipeline: ChannelPipeline) -> Account? {
        guard let reader = worker.server.configuration.certificate?.clients?.user,
            let handler = try? pipeline.syncOperations.handler(type: NIOSSLServerHandler.self),
            let certificate = try? handler.peerCertificate?.toDERBytes(), let name = reader(certificate)
        else { return nil }
        return worker.server.accounts.account(certified: name)
    }
}
