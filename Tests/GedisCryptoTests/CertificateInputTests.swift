import GedisCrypto
import TestSupport
import Testing

@Suite(.takesTurns) struct CertificateInputTests {
    @Test(arguments: [("rsa", "rsa:2048"), ("RSA:4096", "rsa:4096"), ("ec", "ec"), ("Ed25519", "ed25519")])
    func readsKeyTypes(_ text: String, _ description: String) throws {
        #expect(try KeyType(text).description == description)
    }

    @Test(arguments: ["", "dsa", "rsa:", "rsa:1024", "rsa:x", "rsa:2048:1", "ec:p256"])
    func refusesOtherKeyTypes(_ text: String) {
        let error = #expect(throws: CryptoError.self) { try KeyType(text) }
        #expect(error?.code == .badInput)
    }

    @Test(arguments: ["localhost", "a.example.org", "*.example.org", "my_host", "1.2.3"])
    func tellsHosts(_ text: String) throws { #expect(try SubjectName(text) == .host(text)) }

    @Test(arguments: ["127.0.0.1", "::1", "fe80::1:2"])
    func tellsAddresses(_ text: String) throws { #expect(try SubjectName(text) == .address(text)) }

    @Test(arguments: ["", ".", "a..b", "*", "a.*.b", "a b", "a,DNS:b", "-a", "a/b", String(repeating: "a", count: 64)])
    func refusesOtherNames(_ text: String) {
        #expect(throws: CryptoError.self) { try SubjectName(text) }
    }

    @Test func refusesImpossibleRequests() {
        #expect(throws: CryptoError.self) { try CertificateRequest(commonName: "a.b", days: 0) }
        #expect(throws: CryptoError.self) { try CertificateRequest(commonName: "") }
        #expect(throws: CryptoError.self) { try CertificateRequest(commonName: String(repeating: "a", count: 65)) }
        #expect(throws: CryptoError.self) { try CertificateRequest(commonName: "not a host") }
    }

    @Test(arguments: ["", "text", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    func refusesWhatIsNoPEM(_ text: String) {
        let certificate = #expect(throws: CryptoError.self) { try Certificate(pem: text) }
        #expect(certificate?.description.hasPrefix("not a certificate in PEM form: ") == true)
        let key = #expect(throws: CryptoError.self) { try PrivateKey(pem: text) }
        #expect(key?.description.hasPrefix("not a private key in PEM form: ") == true)
    }

    @Test func refusesAKeyWithAPassphraseWithoutAskingForIt() async throws {
        let scratch = try ScratchFolder()
        let plain = try scratch.write(PrivateKey(.ec).pem, to: "plain.pem", mode: 0o600)
        let encrypted = try await TestProgram.run("openssl", "pkcs8", "-topk8", "-passout", "pass:x", "-in", plain)
            .output
        let error = #expect(throws: CryptoError.self) { try PrivateKey(pem: encrypted) }
        #expect(error?.description == "the private key is encrypted: gedis needs it without a passphrase")
    }

    @Test func readsKeysInTheirOlderForms() async throws {
        let rsa = try await TestProgram.run("openssl", "genrsa", "-traditional", "2048").output
        #expect(try PrivateKey(pem: rsa).summary == "RSA 2048")
        let ec = try await TestProgram.run("openssl", "ecparam", "-name", "prime256v1", "-genkey").output
        #expect(try PrivateKey(pem: ec).summary == "EC P-256")
    }
}
