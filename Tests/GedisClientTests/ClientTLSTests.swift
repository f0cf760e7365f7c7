import GedisClient
import GedisKit
import TestSupport
import Testing

@Suite(.takesTurns, .timeLimit(.minutes(1))) struct ClientTLSTests {
    private static let names = "DNS:localhost,IP:127.0.0.1"

    func connect(
        _ server: RedisProcess, _ tls: Client.TLS, host: String = "localhost"
    ) async throws -> Client {
        try await Client.connect(to: .tcp(host: host, port: server.port), configuration: .init(tls: tls))
    }

    func failure(
        _ server: RedisProcess, _ tls: Client.TLS, host: String = "localhost"
    ) async -> TLSFailure? {
        let error = await #expect(throws: ClientError.self) {
            // Some refusals of the server arrive only after the handshake, with the first reply.
            _ = try await connect(server, tls, host: host).call("PING")
        }
        #expect(error?.code == .tlsFailed)
        #expect(error?.message.hasPrefix("no TLS with \(host):\(server.port): ") == true, "\(error?.message ?? "")")
        return error?.cause as? TLSFailure
    }

    @Test func aVerifiedServerAnswersByNameAndByAddress() async throws {
        try await withScratchFolder { folder in
            let files = try await TestAuthority(in: folder).sign("server", for: Self.names)
            try await RedisProcess.with(
                in: folder, files.redisOptions() + ["--requirepass", "p"], port: .tls
            ) { server in
                for host in ["localhost", "127.0.0.1"] {
                    let client = try await Client.connect(
                        to: .tcp(host: host, port: server.port),
                        configuration: .init(tls: .init(trustRoots: .file(path: files.authority)), password: "p"))
                    #expect(
                        try await client.pipeline(Array(repeating: [Array("PING".utf8)], count: 1000)).count == 1000)
                    await client.close()
                }
            }
        }
    }

    @Test func aSelfSignedCertificateIsTrustedByItselfALostConnectionIsNoFailureOfTLS() async throws {
        try await withScratchFolder { folder in
            let files = try await TestAuthority.selfSigned(in: folder)
            try await RedisProcess.with(in: folder, files.redisOptions(), port: .tls) { server in
                let client = try await connect(server, .init(trustRoots: .file(path: files.certificate)))
                #expect(try await client.call("PING") == .simple("PONG"))
                #expect(await failure(server, .init()) == .unknownIssuer)

                server.kill()
                let error = await #expect(throws: ClientError.self) { try await client.call("PING") }
                #expect(error?.code == .connectionClosed)
            }
        }
    }

    @Test func anUnknownIssuerAndAWrongNameAreRefused() async throws {
        try await withScratchFolder { folder in
            let files = try await TestAuthority(in: folder).sign("server", for: "DNS:localhost")
            try await RedisProcess.with(in: folder, files.redisOptions(), port: .tls) { server in
                let trusted = Client.TLS(trustRoots: .file(path: files.authority))
                #expect(await failure(server, .init()) == .unknownIssuer)
                #expect(await failure(server, trusted, host: "127.0.0.1") == .nameMismatch)
                var elsewhere = trusted
                elsewhere.serverName = "example.org"
                #expect(await failure(server, elsewhere) == .nameMismatch)
                try await withScratchFolder { other in
                    let others = try await TestAuthority(in: other).sign("server", for: Self.names)
                    #expect(await failure(server, .init(trustRoots: .file(path: others.authority))) == .unknownIssuer)
                }
                var named = trusted
                named.serverName = "localhost"
                let client = try await connect(server, named, host: "127.0.0.1")
                #expect(try await client.call("PING") == .simple("PONG"))
            }
        }
    }

    @Test func anExpiredCertificateIsRefused() async throws {
        try await withScratchFolder { folder in
            let files = try await TestAuthority(in: folder).sign("server", for: Self.names, days: -1)
            try await RedisProcess.with(in: folder, files.redisOptions(), port: .tls) { server in
                guard case .expired = await failure(server, .init(trustRoots: .file(path: files.authority))) else {
                    Issue.record("refused for another reason")
                    return
                }
            }
        }
    }

    @Test func aServerThatAsksForACertificateGetsOneOrSaysThatItWantsIt() async throws {
        try await withScratchFolder { folder in
            let files = try await TestAuthority(in: folder).sign("server", for: Self.names)
            try await RedisProcess.with(in: folder, files.redisOptions(asksForCertificate: true), port: .tls) {
                server in
                var tls = Client.TLS(trustRoots: .file(path: files.authority))
                #expect(await failure(server, tls) == .other("the server asks for a certificate"))
                tls.identity = .init(certificate: files.certificate, key: files.key)
                let client = try await connect(server, tls)
                #expect(try await client.call("PING") == .simple("PONG"))
            }
        }
    }

    @Test func aServerThatSpeaksNoTLSAndOneThatHangsUp() async throws {
        for (reply, reason) in [
            ("-ERR what?\r\n", "the server does not speak TLS"), ("", "the server hung up during the handshake"),
        ] {
            let listener = try Listener()
            defer { listener.close() }
            listener.answer(reply, hangUp: true)
            let error = await #expect(throws: ClientError.self) {
                try await Client.connect(to: listener.endpoint, configuration: .init(tls: .init()))
            }
            #expect(error?.code == .tlsFailed)
            #expect(error?.cause as? TLSFailure == .other(reason))
        }
    }

    @Test func filesAndNamesThatCannotBeUsedAreReportedBeforeConnecting() async throws {
        let file = "/none/cert.pem"
        let cases: [(Client.TLS, Client.Endpoint, String)] = [
            (
                .init(trustRoots: .file(path: file)), .tcp(host: "h", port: 1),
                "h:1: cannot read the trusted certificates in \(file)"
            ),
            (
                .init(identity: .init(certificate: file, key: file)), .tcp(host: "h", port: 1),
                "h:1: cannot read the certificate in \(file)"
            ),
            (.init(), .unix(path: "/s"), "/s: a Unix socket needs a server name to verify"),
            (.init(serverName: "::1"), .tcp(host: "h", port: 1), "h:1: the server name ::1 is an address, not a name"),
        ]
        for (tls, endpoint, reason) in cases {
            let error = await #expect(throws: ClientError.self) {
                try await Client.connect(to: endpoint, configuration: .init(tls: tls))
            }
            #expect(error?.code == .tlsFailed)
            #expect(error?.message == "no TLS with \(reason)")
        }
    }
}
