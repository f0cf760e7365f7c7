package import GedisCore
package import GedisCrypto

extension ServerConfiguration.Certificate {
    /// Reads the files.
    ///
    /// - Throws: `StartError` that names the file that is wrong.
    package func context() throws(StartError) -> TLSContext {
        do throws(TLSContextError) {
            return try TLSContext(
                serving: TLSIdentity(certificate: chain, key: key), clientAuthorities: clientAuthorities)
        } catch {
            throw StartError(describe(error))
        }
    }

    private func describe(_ error: TLSContextError) -> String {
        switch (error.part, error.isUnreadable) {
        case (.certificate, true):
            "cannot read the certificate \(error); 'gedis cert generate' makes one"
        case (.key, true):
            "cannot read the private key \(error); 'gedis cert generate' makes one"
        case (.certificate, false), (.key, false):
            "the certificate \(chain) and its key \(key) cannot be used: \(error.reason)"
        case (.authorities, true):
            "cannot read the client_ca \(error); it holds the certificates that clients' lead to, as PEM"
        case (.authorities, false):
            "the client_ca \(error.name) holds no certificates as PEM: \(error.reason)"
        case (.server, _), (.library, _): "no TLS: \(error)"
        }
    }
}
