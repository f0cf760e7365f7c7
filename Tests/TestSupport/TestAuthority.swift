/// A certificate authority made by the openssl command, in PEM files in a folder, and the certificates that it signs.
package struct TestAuthority: Sendable {
    /// A certificate, its key and whom to trust for it, as paths of PEM files.
    package struct Identity: Sendable {
        package let authority: String
        package let certificate: String
        package let key: String
    }

    /// The authority's certificate and key.
    package let identity: Identity
    private let folder: String

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]

    /// Makes an authority: `NAME.pem` and `NAME.key`.
    package init(in folder: String, called name: String = "ca") async throws {
        self.folder = folder
        identity = Self.files(name, in: folder)
        try await TestProgram.done(
            "openssl",
            [
                "req", "-x509", "-days", "1", "-subj", "/CN=\(name)", "-keyout", identity.key, "-out",
                identity.certificate,
            ]
                + Self.newKey)
    }

    /// Makes a certificate that the authority signs: `NAME.pem` and `NAME.key`.
    ///
    /// - Parameters:
    ///   - name: the common name, and that of the files
    ///   - alternatives: what else the certificate is for, as openssl spells it, such as `DNS:localhost,IP:127.0.0.1`
    ///   - days: how long it is valid from now; less than 0 for one that has expired
    /// - Returns: the certificate and its key.
    /// - Throws: what openssl complains of.
    @discardableResult
    package func sign(_ name: String, for alternatives: String? = nil, days: Int = 1) async throws -> Identity {
        let files = Self.files(name, in: folder, authority: identity.certificate)
        let request = "\(folder)/\(name).csr"
        let extensions = alternatives.map { ["-addext", "subjectAltName=\($0)"] } ?? []
        try await TestProgram.done(
            "openssl",
            ["req", "-subj", "/CN=\(name)", "-keyout", files.key, "-out", request] + extensions + Self.newKey)
        try await TestProgram.done(
            "openssl",
            [
                "x509", "-req", "-in", request, "-copy_extensions", "copy", "-days", "\(days)", "-out",
                files.certificate, "-CA", identity.certificate, "-CAkey", identity.key, "-CAcreateserial",
            ])
        return files
    }

    /// Makes a certificate that nobody but itself signs: `NAME.pem` and `NAME.key`.
    package static func selfSigned(
        _ name: String = "server", for alternatives: String = "DNS:localhost", in folder: String
    ) async throws -> Identity {
        let files = Self.files(name, in: folder)
        try await TestProgram.done(
            "openssl",
            [
                "req", "-x509", "-days", "1", "-subj", "/CN=\(name)", "-addext", "subjectAltName=\(alternatives)",
                "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", files.key, "-out", files.certificate,
            ] + newKey)
        return files
    }

    private static func files(_ name: String, in folder: String, authority: String? = nil) -> Identity {
        let certificate = "\(folder)/\(name).pem"
        return Identity(
            authority: authority ?? certificate, certificate: certificate, key: "\(folder)/\(name).key")
    }
}

extension TestAuthority.Identity {
    /// What redis-server needs to serve with the certificate; it asks clients for theirs only when set to.
    package func redisOptions(asksForCertificate: Bool = false) -> [String] {
        [
            "--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", authority,
            "--tls-auth-clients", asksForCertificate ? "yes" : "no",
        ]
    }
}
