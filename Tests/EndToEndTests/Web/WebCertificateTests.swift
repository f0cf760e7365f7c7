import TestSupport
import Testing

/// Certificates over https and wss: those that clients show, and the server's own when it is renewed.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct WebCertificateTests {
    @Test func aCertificateNamesItsUser() async throws {
        try await withScratch { scratch in
            try await scratch.makeAuthority(for: ["vito", "unknown", "default"])
            try await scratch.done(
                "server", "create", "main", "port=0", "web.port=0", "ssl=true",
                "client_ca=\(scratch.path("ca.pem"))", "users.vito.commands=system.ping", "users.root.password=geheim")
            try await scratch.done("cert", "generate", "main")
            let web = try WebServer(try await scratch.startAgain(), in: scratch)
            func status(_ command: String, as user: String, _ words: String...) async throws -> Int {
                let files = user.isEmpty ? [] : ["--cert", "\(user).pem", "--key", "\(user).key"]
                return try await web.curl("/call/\(command)", ["--data", "[]"] + files + words).status
            }
            #expect(try await status("system.ping", as: "vito") == 200)
            #expect(try await status("system.get", as: "vito") == 403)
            #expect(try await status("system.get", as: "vito", "--user", "root:geheim") == 400, "arguments are missing")
            #expect(try await status("system.ping", as: "vito", "--user", "root:wrong") == 401)
            #expect(try await status("system.ping", as: "unknown") == 401, "nobody is called so")
            #expect(try await status("system.ping", as: "default") == 401, "nobody is default here")
            #expect(try await status("system.ping", as: "") == 401)
            let printed = try await web.python(
                """
                for name in ['vito', 'unknown', 'default']:
                    client = WebSocket(port, ca=ca, certificate=(f'{name}.pem', f'{name}.key'))
                    client.send(2, request('ACL', 'WHOAMI'))
                    print(client.receive()[1])
                """)
            let unknown = #"b'-NOAUTH Authentication required.\r\n'"#
            #expect(printed == [#"b'$4\r\nvito\r\n'"#, unknown, unknown])
            // Signed by nobody that the server trusts.
            try await scratch.makeAuthority(for: ["vito"], called: "other")
            let trusted = try #require(web.certificate)
            let refused = try await scratch.run(
                "curl",
                [
                    "--silent", "--cacert", trusted, "--cert", "vito.pem", "--key", "vito.key", "--data", "[]",
                    "https://localhost:\(web.port)/call/system.ping",
                ])
            #expect(refused.code != 0 && refused.output.isEmpty)
        }
    }

    @Test func aRenewedCertificateIsTakenOver() async throws {
        try await withWebServer("ssl=true") { web in
            let scratch = web.scratch
            let certificate = try #require(web.certificate)
            try scratch.write(try scratch.read("instances/server/main/tls/cert.pem"), to: "old.pem")
            try await scratch.done("cert", "generate", "main", "--force")
            func answer(trusting certificate: String) async throws -> Outcome {
                try await scratch.run(
                    "curl",
                    [
                        "--silent", "--cacert", certificate, "--data", "[1]",
                        "https://localhost:\(web.port)/call/calc.sum",
                    ])
            }
            var renewed = try await answer(trusting: certificate)
            while !Task.isCancelled, renewed.code != 0 { renewed = try await answer(trusting: certificate) }
            #expect(renewed.output == "3")
            #expect(
                try await answer(trusting: "old.pem").code == 60, "curl's code for a certificate that it can't trust")
            let tls = ["-p", "\(web.server.port)", "--tls", "--cacert", certificate, "system.ping"]
            #expect(try await scratch.run("redis-cli", tls).output == "PONG\n")
        }
    }
}
