import Testing

extension Scratch {
    /// Makes an authority with OpenSSL's own tool, and certificates that it signs: NAME.pem and NAME.key.
    func makeAuthority(for names: [String], called authority: String = "ca") async throws {
        func openssl(_ words: String...) async throws {
            let outcome = try await run("openssl", words)
            try #require(outcome.code == 0, "\(outcome.errors)")
        }
        try await openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj",
            "/CN=\(authority)", "-keyout", "\(authority).key", "-out", "\(authority).pem")
        for name in names {
            try await openssl(
                "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=\(name)",
                "-keyout",
                "\(name).key", "-out", "\(name).csr")
            try await openssl(
                "x509", "-req", "-in", "\(name).csr", "-CA", "\(authority).pem", "-CAkey", "\(authority).key",
                "-CAcreateserial", "-days", "1", "-out", "\(name).pem")
        }
    }
}
