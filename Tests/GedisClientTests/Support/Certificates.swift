/// A server's certificate, its key, and whom to trust for it, as PEM files in a folder.
struct Certificates {
    let authority: String
    let certificate: String
    let key: String

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]

    /// Has the openssl command make an authority and a certificate that it signs.
    ///
    /// - Parameters:
    ///   - scratch: where to
    ///   - names: what the certificate is for, as openssl spells it
    ///   - days: how long it is good from now; less than 0 for one that has expired
    /// - Throws: what openssl complains of.
    init(in scratch: Scratch, names: String = "DNS:localhost,IP:127.0.0.1", days: Int = 1) throws {
        authority = scratch("authority.pem")
        certificate = scratch("certificate.pem")
        key = scratch("key.pem")
        let request = scratch("request.pem")
        let authorityKey = scratch("authority.key")
        try Tool.run(
            "openssl",
            ["req", "-x509", "-subj", "/CN=Test authority", "-keyout", authorityKey, "-out", authority] + Self.newKey)
        try Tool.run(
            "openssl",
            ["req", "-subj", "/CN=server", "-addext", "subjectAltName=\(names)", "-keyout", key, "-out", request]
                + Self.newKey)
        try Tool.run(
            "openssl",
            [
                "x509", "-req", "-in", request, "-copy_extensions", "copy", "-days", "\(days)", "-out", certificate,
                "-CA", authority, "-CAkey", authorityKey, "-CAcreateserial",
            ])
    }

    /// Has the openssl command make a certificate for localhost that nobody but itself signs.
    init(selfSignedIn scratch: Scratch) throws {
        certificate = scratch("certificate.pem")
        key = scratch("key.pem")
        authority = certificate
        try Tool.run(
            "openssl",
            [
                "req", "-x509", "-subj", "/CN=server", "-addext", "subjectAltName=DNS:localhost",
                "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", key, "-out", certificate,
            ] + Self.newKey)
    }

    /// What redis-server needs to serve with them; it asks clients for a certificate only when told to.
    func redisOptions(asksForCertificate: Bool = false) -> [String] {
        [
            "--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", authority,
            "--tls-auth-clients", asksForCertificate ? "yes" : "no",
        ]
    }
}
