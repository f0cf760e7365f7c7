import GedisCrypto
import TestSupport

/// A certificate that nobody but itself signs, and its key, in a folder of their own.
struct Identity {
    let scratch: ScratchFolder
    let files: TLSIdentity

    var certificate: String { files.certificate }

    /// Makes a certificate.
    ///
    /// - Parameters:
    ///   - name: its common name, and the host that it is for
    ///   - key: what its key is
    /// - Throws: what cannot be made or written.
    init(_ name: String = "localhost", key: KeyType = .ec) throws {
        scratch = try ScratchFolder()
        let made = try CertificateRequest(commonName: name, keyType: key).generate()
        files = TLSIdentity(
            certificate: try scratch.write(made.certificate.pem, to: "cert.pem"),
            key: try scratch.write(made.key.pem, to: "key.pem"))
    }

    /// What a server has that shows this certificate.
    func server(trusting clients: Identity? = nil) throws -> TLSContext {
        try TLSContext(serving: files, clientAuthorities: clients?.certificate)
    }

    /// What a client has that trusts this certificate and no other.
    func client(of server: SubjectName = .host("localhost"), showing own: Identity? = nil) throws -> TLSContext {
        try TLSContext(connectingTo: server, trusting: .file(certificate), identity: own?.files)
    }
}
