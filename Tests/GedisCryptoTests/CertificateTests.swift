import Foundation
import GedisCrypto
import GedisKit
import TestSupport
import Testing

@Suite(.takesTurns) struct CertificateTests {
    static let types: [KeyType] = [.rsa(bits: 2048), .rsa(bits: 3072), .ec, .ed25519]

    @Test(arguments: types)
    func opensslTakesKeyAndCertificate(_ type: KeyType) async throws {
        let scratch = try ScratchFolder()
        let (key, certificate) = try CertificateRequest(commonName: "localhost", keyType: type).generate()
        let keyFile = try scratch.write(key.pem, to: "key.pem", mode: 0o600)
        let file = try scratch.write(certificate.pem, to: "cert.pem", mode: 0o600)
        #expect(
            try await TestProgram.run("openssl", "pkey", "-check", "-noout", "-in", keyFile).all.contains(
                "Key is valid"))
        let strict = try await TestProgram.run("openssl", "verify", "-x509_strict", "-CAfile", file, file)
        #expect(strict.code == 0, "\(strict.all)")
        let purpose = try await TestProgram.run("openssl", "verify", "-purpose", "sslserver", "-CAfile", file, file)
        #expect(purpose.code == 0, "\(purpose.all)")
        #expect(key.pem.hasPrefix("-----BEGIN PRIVATE KEY-----"))
    }

    @Test func saysWhatOpensslReads() async throws {
        let scratch = try ScratchFolder()
        let certificate = try CertificateRequest(commonName: "localhost").generate().certificate
        let file = try scratch.write(certificate.pem, to: "cert.pem", mode: 0o600)
        let text = try await TestProgram.run("openssl", "x509", "-noout", "-text", "-in", file).output
        for part in [
            "Version: 3", "ecdsa-with-SHA256", "Public-Key: (256 bit)", "CA:FALSE",
            "TLS Web Server Authentication, TLS Web Client Authentication",
            "Subject Key Identifier", "Authority Key Identifier",
            "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1",
        ] { #expect(text.contains(part), "\(part)") }
        // BoringSSL would find no issuer for a self-signed certificate that limits its key's use.
        #expect(!text.contains("X509v3 Key Usage"))
        let facts = try await TestProgram.run(
            "openssl", "x509", "-noout", "-serial", "-fingerprint", "-sha256", "-subject", "-nameopt", "RFC2253",
            "-startdate", "-enddate", "-dateopt", "iso_8601", "-in", file
        ).output
        #expect(facts.contains("serial=\(certificate.serial)\n"))
        #expect(facts.contains("Fingerprint=\(certificate.fingerprint)\n"))
        #expect(facts.contains("subject=\(certificate.subject)\n"))
        #expect(facts.contains("notBefore=\(certificate.notBefore.description.replacing("T", with: " "))"))
        #expect(facts.contains("notAfter=\(certificate.notAfter.description.replacing("T", with: " "))"))
        #expect(certificate.issuer == certificate.subject && certificate.subject == "CN=localhost")
        #expect(certificate.keySummary == "EC P-256")
    }

    @Test func servesPythonClientsThatTrustIt() async throws {
        let scratch = try ScratchFolder()
        let (key, certificate) = try CertificateRequest(commonName: "localhost").generate()
        let keyFile = try scratch.write(key.pem, to: "key.pem", mode: 0o600)
        let file = try scratch.write(certificate.pem, to: "cert.pem", mode: 0o600)
        let program = """
            import ssl, sys
            key, cert = sys.argv[1:]
            server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            server.load_cert_chain(cert, key)
            client = ssl.create_default_context(cafile=cert)
            client.verify_flags |= ssl.VERIFY_X509_STRICT
            a, b = ssl.MemoryBIO(), ssl.MemoryBIO()
            c = client.wrap_bio(a, b, server_hostname="127.0.0.1")
            s = server.wrap_bio(b, a, server_side=True)
            waiting = [c, s]
            for turn in range(20):
                for side in list(waiting):
                    try:
                        side.do_handshake()
                        waiting.remove(side)
                    except ssl.SSLWantReadError:
                        pass
            print("shaken" if not waiting else "stuck")
            """
        let result = try await TestProgram.run("python3", "-c", program, keyFile, file)
        #expect(result.all == "shaken\n")
    }

    @Test func coversItsNamesOnly() throws {
        let names = try ["db.example.org", "*.apps.example.org", "10.1.2.3", "fe80::1"].map(SubjectName.init)
        let request = try CertificateRequest(commonName: "db.example.org", names: names, keyType: .ec)
        let certificate = try request.generate().certificate
        #expect(certificate.names == names)
        for name in ["db.example.org", "DB.example.org", "a.apps.example.org", "10.1.2.3", "FE80:0::1"] {
            #expect(certificate.covers(try SubjectName(name)), "\(name)")
        }
        for name in ["example.org", "apps.example.org", "a.b.apps.example.org", "10.1.2.4", "::1"] {
            #expect(!certificate.covers(try SubjectName(name)), "\(name)")
        }
    }

    @Test func matchesItsOwnKeyOnly() throws {
        let (key, certificate) = try CertificateRequest(commonName: "a.b", keyType: .ec).generate()
        #expect(try certificate.matches(PrivateKey(pem: key.pem)))
        #expect(try !certificate.matches(PrivateKey(.ec)))
        #expect(try !certificate.matches(PrivateKey(.ed25519)))
    }

    @Test func isGoodFromNowForItsDays() throws {
        let certificate = try CertificateRequest(commonName: "a.b", keyType: .ec, days: 30).generate().certificate
        let now = Int(Date().timeIntervalSince1970)
        #expect(certificate.validity(at: now + 60) == .valid(days: 29))
        #expect(certificate.validity(at: now - 3600) == .notYet)
        #expect(certificate.validity(at: now + 31 * 86_400) == .expired)
        #expect(certificate.notAfter.seconds - certificate.notBefore.seconds == 30 * 86_400 + 300)
    }

    @Test func hasASerialNumberOfItsOwn() throws {
        let request = try CertificateRequest(commonName: "a.b", keyType: .ec)
        let serials = try (0..<8).map { _ in try request.generate().certificate.serial }
        #expect(Set(serials).count == 8)
        #expect(serials.allSatisfy { 24...34 ~= $0.count })
    }
}
