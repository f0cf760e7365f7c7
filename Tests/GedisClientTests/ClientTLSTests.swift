import GedisClient
import GedisKit
import Testing

@Suite("Calling over TLS", .timeLimit(.minutes(1)))
struct ClientTLSTests {
    func connect(
        _ server: RedisServer, _ tls: Client.TLS, host: String = "localhost"
    ) async throws -> Client {
        try await Client.connect(to: .tcp(host: host, port: server.port), configuration: .init(tls: tls))
    }

    func failure(
        _ server: RedisServer, _ tls: Client.TLS, host: String = "localhost"
    ) async -> TLSFailure? {
        let error = await #expect(throws: ClientError.self) {
            // Some refusals of the server arrive only after the handshake, with the first reply.
            _ = try await connect(server, tls, host: host).call("PING")
        }
        #expect(error?.code == .tlsFailed)
        #expect(error?.message.hasPrefix("no TLS with \(host):\(server.port): ") == true, "\(error?.message ?? "")")
        return error?.cause as? TLSFailure
    }

    @Test("a verified server answers, by name and by address")
    func verified() async throws {
        try await Scratch.with { scratch in
            let files = try Certificates(in: scratch)
            try await RedisServer.with(
                scratch, files.redisOptions() + ["--requirepass", "p"], port: .tls
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

    @Test("a self-signed certificate is trusted by itself; a lost connection is no failure of TLS")
    func selfSigned() async throws {
        try await Scratch.with { scratch in
            let files = try Certificates(selfSignedIn: scratch)
            try await RedisServer.with(scratch, files.redisOptions(), port: .tls) { server in
                let client = try await connect(server, .init(trustRoots: .file(path: files.certificate)))
                #expect(try await client.call("PING") == .simple("PONG"))
                #expect(await failure(server, .init()) == .unknownIssuer)

                server.kill()
                let error = await #expect(throws: ClientError.self) { try await client.call("PING") }
                #expect(error?.code == .connectionClosed)
            }
        }
    }

    @Test("an unknown issuer and a wrong name are refused")
    func refused() async throws {
        try await Scratch.with { scratch in
            let files = try Certificates(in: scratch, names: "DNS:localhost")
            try await RedisServer.with(scratch, files.redisOptions(), port: .tls) { server in
                let trusted = Client.TLS(trustRoots: .file(path: files.authority))
                #expect(await failure(server, .init()) == .unknownIssuer)
                #expect(await failure(server, trusted, host: "127.0.0.1") == .nameMismatch)
                var elsewhere = trusted
                elsewhere.serverName = "example.org"
                #expect(await failure(server, elsewhere) == .nameMismatch)
                try await Scratch.with { other in
                    let others = try Certificates(in: other)
                    #expect(await failure(server, .init(trustRoots: .file(path: others.authority))) == .unknownIssuer)
                }
                var named = trusted
                named.serverName = "localhost"
                let client = try await connect(server, named, host: "127.0.0.1")
                #expect(try await client.call("PING") == .simple("PONG"))
            }
        }
    }

    @Test("an expired certificate is refused")
    func expired() async throws {
        try await Scratch.with { scratch in
            let files = try Certificates(in: scratch, days: -1)
            try await RedisServer.with(scratch, files.redisOptions(), port: .tls) { server in
                guard case .expired = await failure(server, .init(trustRoots: .file(path: files.authority))) else {
                    Issue.record("refused for another reason")
                    return
                }
            }
        }
    }

    @Test("a server that asks for a certificate gets one, or says that it wants it")
    func identity() async throws {
        try await Scratch.with { scratch in
            let files = try Certificates(in: scratch)
            try await RedisServer.with(scratch, files.redisOptions(asksForCertificate: true), port: .tls) { server in
                var tls = Client.TLS(trustRoots: .file(path: files.authority))
                #expect(await failure(server, tls) == .other("TLSV1_ALERT_CERTIFICATE_REQUIRED"))
                tls.identity = .init(certificate: files.certificate, key: files.key)
                let client = try await connect(server, tls)
                #expect(try await client.call("PING") == .simple("PONG"))
            }
        }
    }

    @Test("a server that speaks no TLS, and one that hangs up")
    func noTLS() async throws {
        for (reply, reason) in [
            ("-ERR what?\r\n", "WRONG_VERSION_NUMBER"), ("", "the server hung up during the handshake"),
        ] {
            let listener = try Listener(.tcp)
            defer { listener.close() }
            listener.answer(reply, hangUp: true)
            let error = await #expect(throws: ClientError.self) {
                try await Client.connect(to: listener.endpoint, configuration: .init(tls: .init()))
            }
            #expect(error?.code == .tlsFailed)
            #expect(error?.cause as? TLSFailure == .other(reason))
        }
    }

    @Test("files and names that cannot be used are told before connecting")
    func unusable() async throws {
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
