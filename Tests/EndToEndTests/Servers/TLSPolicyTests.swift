import TestSupport
import Testing

/// What TLS is made of is the same for RESP and for the web, with OpenSSL's own client on the other side.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct TLSPolicyTests {
    @Test func aSessionIsResumedAndTheCertificateThatBeganItStillNamesItsUser() async throws {
        try await withServices { services in
            for service in services {
                for version in ["-tls1_2", "-tls1_3"] {
                    let vito = ["-cert", "vito.pem", "-key", "vito.key"]
                    let first = try await service.ask([version, "-sess_out", "session.pem"] + vito)
                    #expect(first.output.contains("New, TLSv1.") && service.isAnswered(first), "\(first)")
                    let second = try await service.ask([version, "-sess_in", "session.pem"])
                    #expect(second.output.contains("Reused, TLSv1.") && service.isAnswered(second), "\(second)")
                    let client = try await service.ask([version])
                    #expect(client.output.contains("New, TLSv1.") && !service.isAnswered(client), "\(client)")
                }
            }
        }
    }

    @Test func oldVersionsAndCiphersWithoutForwardSecrecyOrAuthenticationAreRefused() async throws {
        try await withServices { services in
            for service in services {
                for words in [
                    ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA384"],
                    ["-tls1_2", "-cipher", "AES128-GCM-SHA256"], ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"],
                ] {
                    let refused = try await service.ask(words)
                    #expect(refused.code != 0 && refused.errors.contains("alert"), "\(words): \(refused)")
                }
                let accepted = try await service.ask(["-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305"])
                #expect(accepted.output.contains("Cipher is ECDHE-ECDSA-CHACHA20-POLY1305"), "\(accepted)")
            }
        }
    }

    /// A port of a server, with a request that only a user may make, and what begins the answer.
    private struct Service {
        let scratch: Scratch
        let port: Int
        let request: String
        let answer: String

        /// Sends the request by OpenSSL's client, with further arguments of its.
        func ask(_ words: [String]) async throws -> Outcome {
            let certificate = scratch.path("instances/server/main/tls/cert.pem")
            return try await scratch.run(
                "openssl", ["s_client", "-connect", "127.0.0.1:\(port)", "-CAfile", certificate, "-ign_eof"] + words,
                input: request)
        }

        func isAnswered(_ outcome: Outcome) -> Bool { outcome.output.contains(answer) }
    }

    private func withServices(_ body: ([Service]) async throws -> Void) async throws {
        try await withScratch { scratch in
            try await scratch.makeAuthority(for: ["vito"])
            try await scratch.done(
                "server", "create", "main", "port=0", "web.port=0", "ssl=true", "client_ca=\(scratch.path("ca.pem"))",
                "users.vito.commands=*")
            try await scratch.done("cert", "generate", "main")
            let web = try WebServer(try await scratch.startAgain(), in: scratch)
            let call = """
                POST /call/system.ping HTTP/1.1\r
                Host: localhost\r
                Content-Length: 2\r
                Connection: close\r
                \r
                []
                """
            try await body([
                Service(
                    scratch: scratch, port: web.server.port, request: "ACL WHOAMI\r\nQUIT\r\n", answer: "$4\r\nvito"),
                Service(scratch: scratch, port: web.port, request: call, answer: "HTTP/1.1 200"),
            ])
            #expect(web.server.isRunning)
        }
    }
}
