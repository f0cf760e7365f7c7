import Glibc
import NIOSSL

extension ServerConfiguration.Certificate {
    /// Reads the files.
    ///
    /// - Throws: `StartError` that names the file that is missing or wrong, and how to make one.
    func context() throws(StartError) -> NIOSSLContext {
        for (path, what) in [(chain, "certificate"), (key, "private key")] where access(path, R_OK) != 0 {
            let reason = String(cString: strerror(errno))
            throw StartError("cannot read the \(what) \(path): \(reason); 'gedis cert generate' makes one")
        }
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
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw StartError("the certificate \(chain) and its key \(key) cannot be used: \(error)")
        }
    }
}
