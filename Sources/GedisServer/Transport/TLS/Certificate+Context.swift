import Glibc
import NIOSSL

extension ServerConfiguration.Certificate {
    /// Reads the files.
    ///
    /// - Throws: `StartError` that names the file that is missing or wrong, and how to make one.
    func context() throws(StartError) -> NIOSSLContext {
        try requireFile(chain, "certificate", "'gedis cert generate' makes one")
        try requireFile(key, "private key", "'gedis cert generate' makes one")
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
        try requireFile(clients.authorities, "client_ca", "it holds the certificates that clients' lead to, as PEM")
        do {
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(clients.authorities))
        } catch {
            throw StartError("the client_ca \(clients.authorities) holds no certificates as PEM: \(error)")
        }
        configuration.certificateVerification = .optionalVerification
        configuration.verifySignatureAlgorithms = configuration.signingSignatureAlgorithms
    }

    private func requireFile(_ path: String, _ what: String, _ advice: String) throws(StartError) {
        guard access(path, R_OK) != 0 else { return }
        throw StartError("cannot read the \(what) \(path): \(String(cString: strerror(errno))); \(advice)")
    }
}
