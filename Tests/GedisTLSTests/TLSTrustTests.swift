import GedisCrypto
import GedisKit
import GedisTLS
import NIOEmbedded
import TestSupport
import Testing

/// Whom the two sides of a connection trust, and what they say where they do not.
@Suite(.takesTurns) struct TLSTrustTests {
    let identity: Identity

    init() throws { identity = try Identity() }

    /// Why a client refuses a server.
    private func refusal(_ server: TLSContext, by client: TLSContext) throws -> TLSError? {
        let pair = try Pair(client: client, server: server)
        try pair.carry()
        #expect(!pair.client.recorder.isEstablished && !pair.client.channel.isActive)
        #expect(!pair.server.recorder.errors.isEmpty, "the server is notified")
        return pair.client.recorder.errors.first as? TLSError
    }

    @Test func aNameOrAnAddressMustBeTheCertificates() throws {
        for name: SubjectName in [.host("localhost"), .address("127.0.0.1"), .address("::1")] {
            let pair = try Pair(client: identity.client(of: name), server: identity.server())
            try pair.carry()
            #expect(pair.client.recorder.isEstablished)
        }
        for name: SubjectName in [.host("example.org"), .host("127.0.0.1"), .address("127.0.0.2")] {
            #expect(try refusal(identity.server(), by: identity.client(of: name)) == .nameMismatch)
        }
        #expect(throws: TLSContextError.self) { try identity.client(of: .host("")) }
    }

    @Test func anIssuerMustBeKnown() throws {
        let other = try Identity()
        #expect(try refusal(identity.server(), by: other.client()) == .unknownIssuer)
        let system = try TLSContext(connectingTo: .host("localhost"), trusting: .system)
        #expect(try refusal(identity.server(), by: system) == .unknownIssuer)
    }

    @Test func aCertificateThatHasExpiredIsRefusedWithItsTime() async throws {
        let authority = try await TestAuthority(in: identity.scratch.folder)
        let signed = try await authority.sign("server", for: "DNS:localhost", days: -1)
        let server = try TLSContext(serving: TLSIdentity(certificate: signed.certificate, key: signed.key))
        let client = try TLSContext(connectingTo: .host("localhost"), trusting: .file(signed.authority))
        let end = try Certificate(pem: identity.scratch.read("server.pem")).notAfter.seconds
        #expect(try refusal(server, by: client) == .expired(at: end))
    }

    @Test func aClientsCertificateNamesIt() throws {
        let vito = try Identity("vito")
        let server = try identity.server(trusting: vito)
        for own in [vito, nil] {
            let pair = try Pair(client: identity.client(showing: own), server: server)
            try pair.carry()
            #expect(pair.server.recorder.isEstablished)
            #expect(pair.server.tls.peerName == (own == nil ? nil : "vito"))
            #expect(pair.client.tls.peerName == "localhost")
        }
        // Nobody that the server trusts has signed it.
        let pair = try Pair(client: identity.client(showing: try Identity("vito")), server: server)
        try pair.carry()
        #expect(pair.server.recorder.errors as? [TLSError] == [.unknownIssuer])
        #expect(!pair.server.channel.isActive && !pair.server.recorder.isEstablished)
        #expect(pair.client.recorder.errors as? [TLSError] == [.other("tlsv1 alert unknown ca")])
    }

    @Test func filesThatCannotBeUsedAreNamed() throws {
        func error(_ certificate: String, _ key: String, _ authorities: String? = nil) -> TLSContextError? {
            #expect(throws: TLSContextError.self) {
                try TLSContext(
                    serving: TLSIdentity(certificate: certificate, key: key), clientAuthorities: authorities)
            }
        }
        let (certificate, key) = (identity.certificate, identity.files.key)
        let missing = error("/none.pem", key)
        #expect(missing?.part == .certificate && missing?.isUnreadable == true)
        #expect(missing?.description == "/none.pem: No such file or directory")
        #expect(error(certificate, "/none.pem")?.part == .key)
        #expect(error(certificate, key, "/none.pem")?.part == .authorities)
        let (other, rsa) = (try Identity(), try Identity(key: .standard))
        for wrong in [other, rsa] {
            let error = error(certificate, wrong.files.key)
            #expect(error?.part == .key && error?.isUnreadable == false)
        }
        let text = try identity.scratch.write("nothing", to: "text.pem")
        #expect(error(text, key)?.part == .certificate)
        #expect(error(certificate, key, text)?.name == text)
    }
}
