import Foundation
import GedisCrypto

/// A certificate that nobody but itself signs, its key, and the folder that they lie in, removed with the value.
final class Identity: Sendable {
    let folder: String

    var certificate: String { folder + "/cert.pem" }
    var files: TLSIdentity { TLSIdentity(certificate: certificate, key: folder + "/key.pem") }

    /// Makes a certificate.
    ///
    /// - Parameters:
    ///   - name: its common name, and the host that it is good for
    ///   - key: what its key is
    /// - Throws: what cannot be made or written.
    init(_ name: String = "localhost", key: KeyType = .ec) throws {
        folder = FileManager.default.temporaryDirectory.path + "/gedis-tls-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let made = try CertificateRequest(commonName: name, keyType: key).generate()
        try write(made.certificate.pem, "cert.pem")
        try write(made.key.pem, "key.pem")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func write(_ text: String, _ name: String) throws {
        try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
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
