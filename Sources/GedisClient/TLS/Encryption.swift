internal import NIOCore
internal import NIOSSL

/// The TLS side of connections to one endpoint.
struct Encryption: Sendable {
    private let context: NIOSSLContext
    /// The name that is sent and verified; nil to verify the IP address that was connected to.
    private let serverName: String?

    /// Reads the files that `tls` names.
    ///
    /// - Throws: `ClientError` that names the file that cannot be used.
    init(_ tls: Client.TLS, _ endpoint: Client.Endpoint) throws(ClientError) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        // BoringSSL takes Ed25519 only where it is named.
        configuration.verifySignatureAlgorithms = [
            .ecdsaSecp256R1Sha256, .ecdsaSecp384R1Sha384, .ecdsaSecp521R1Sha512, .ed25519, .rsaPssRsaeSha256,
            .rsaPssRsaeSha384, .rsaPssRsaeSha512, .rsaPkcs1Sha256, .rsaPkcs1Sha384, .rsaPkcs1Sha512,
        ]
        configuration.certificateVerification = .fullVerification
        if case .file(let path) = tls.trustRoots {
            configuration.trustRoots = .certificates(
                try Self.read("the trusted certificates", path, endpoint) { try NIOSSLCertificate.fromPEMFile(path) })
        }
        if let identity = tls.identity {
            configuration.certificateChain = try Self.read("the certificate", identity.certificate, endpoint) {
                try NIOSSLCertificate.fromPEMFile(identity.certificate).map { .certificate($0) }
            }
            configuration.privateKey = try Self.read("the key", identity.key, endpoint) {
                .privateKey(try NIOSSLPrivateKey(file: identity.key, format: .pem))
            }
        }
        serverName = try Self.serverName(tls, endpoint)
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw ClientError(.tlsFailed, "no TLS with \(endpoint): \(error)", cause: TLSFailure.other("\(error)"))
        }
    }

    /// A handler for one connection.
    func handler() throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler(context: context, serverHostname: serverName)
    }

    private static func serverName(
        _ tls: Client.TLS, _ endpoint: Client.Endpoint
    ) throws(ClientError) -> String? {
        let host: String? = if case .tcp(let host, _) = endpoint { host } else { nil }
        guard let name = tls.serverName ?? host else {
            throw ClientError(.tlsFailed, "no TLS with \(endpoint): a Unix socket needs a server name to verify")
        }
        guard (try? SocketAddress(ipAddress: name, port: 0)) != nil else { return name }
        guard name == host else {
            throw ClientError(.tlsFailed, "no TLS with \(endpoint): the server name \(name) is an address, not a name")
        }
        return nil
    }

    private static func read<T>(
        _ what: String, _ path: String, _ endpoint: Client.Endpoint, _ body: () throws -> T
    ) throws(ClientError) -> T {
        do {
            return try body()
        } catch {
            throw ClientError(
                .tlsFailed, "no TLS with \(endpoint): cannot read \(what) in \(path)",
                cause: TLSFailure.other("\(error)"))
        }
    }
}
