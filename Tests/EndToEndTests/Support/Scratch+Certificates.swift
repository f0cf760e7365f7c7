import TestSupport

extension Scratch {
    /// Makes an authority with OpenSSL's own tool, and certificates that it signs: NAME.pem and NAME.key.
    func makeAuthority(for names: [String], called authority: String = "ca") async throws {
        let authority = try await TestAuthority(in: folder, called: authority)
        for name in names { try await authority.sign(name) }
    }
}
