import TestSupport
import Testing

/// The ways in which a client reaches a server.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct ClientDefinitionTests {
    @Test func aServersNameIsEnough() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=\(freePort())", "password=geheim", "ssl=true")
            try await scratch.done("cert", "generate", "main")
            _ = try await scratch.startAgain()
            #expect(try await scratch.done("client", "call", "main", "system.ping") == "PONG")

            try await scratch.done("server", "set", "main", "unixsocket=\(scratch.path("gedis.sock"))")
            try await scratch.done("server", "restart", "main")
            #expect(try await scratch.done("client", "call", "main", "system.ping") == "PONG")
        }
    }

    @Test func aClientOfTheNameComesBeforeAServer() async throws {
        try await withScratch { scratch in
            _ = try await scratch.startServer("unixsocket=\(scratch.path("gedis.sock"))")
            #expect(try await scratch.done("client", "call", "main", "system.ping") == "PONG")
            try await scratch.done("client", "create", "main", "unixsocket=\(scratch.path("none.sock"))")
            #expect(try await scratch.gedis("client", "call", "main", "system.ping").code == 4)
        }
    }

    @Test func aClientTrustsTheCertificateThatItIsGivenAndNoOther() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0", "ssl=true")
            try await scratch.done("cert", "generate", "main")
            try await scratch.done("cert", "generate", "other", "--out", scratch.folder)
            let server = try await scratch.startAgain()
            let own = scratch.path("instances/server/main/tls/cert.pem")
            try await scratch.done("client", "create", "web", "port=\(server.port)", "ssl=true", "ca=\(own)")
            #expect(try await scratch.done("client", "call", "web", "system.ping") == "PONG")

            for change in ["ca=\(scratch.path("cert.pem"))", "ca="] {
                try await scratch.done("client", "set", "web", change)
                let refused = try await scratch.gedis("client", "call", "web", "system.ping")
                #expect(refused.code == 4, "\(change)")
                #expect(refused.output == "")
                #expect(refused.errors.contains("certificate"), "\(refused.errors)")
            }
        }
    }

    @Test func aClientSaysItsPassword() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("password=geheim")
            try await scratch.done("client", "create", "web", "port=\(server.port)", "password=geheim")
            #expect(try await scratch.done("client", "call", "web", "system.ping") == "PONG")
            try await scratch.done("client", "set", "web", "password=wrong")
            let refused = try await scratch.gedis("client", "call", "web", "system.ping")
            #expect(refused.code == 4)
            #expect(refused.errors.contains("WRONGPASS"), "\(refused.errors)")
            try await scratch.done("client", "set", "web", "--unset", "password")
            let silent = try await scratch.gedis("client", "call", "web", "system.ping")
            #expect(silent.code == 1)
            #expect(silent.errors.hasPrefix("(error) NOAUTH "))
        }
    }

    @Test func aURLDefinesAClientAndItsUserIsWhomTheServerSees() async throws {
        try await withScratch { scratch in
            let url = "unix://ann:ge%25heim@\(scratch.path("redis.sock"))"
            let created = try await scratch.gedis("client", "create", "redis", url)
            #expect(created.code == 0)
            #expect(created.output == "created client redis · instances/client/redis.yaml\n")
            let text = try scratch.read("instances/client/redis.yaml")
            #expect(text.contains("user: \"ann\"") && text.contains("password: \"sealed:") && !text.contains("heim"))
            let output = try await scratch.terminal(
                """
                with server('redis.sock', '--user', 'ann', 'on', '>ge%heim', '+@all'):
                    print(run(gedis, 'client', 'call', 'redis', 'acl', 'whoami'), end='')
                """)
            #expect(output == "ann\n")

            try await scratch.done("client", "set", "redis", "rediss://example.org:7000")
            let changed = try scratch.read("instances/client/redis.yaml")
            #expect(changed.contains("addr: example.org") && changed.contains("port: 7000"))
            #expect(changed.contains("ssl: true") && changed.contains("unixsocket: \"\""))
            let refused = try await scratch.gedis("client", "create", "web", "redis://geheim@localhost")
            #expect(refused.code == 2)
            #expect(refused.errors.contains("may be a user or a password") && !refused.errors.contains("geheim"))
            #expect(!scratch.exists("instances/client/web.yaml"))
        }
    }

    @Test func aServerThatIsNotThereIsNamedInOneLine() async throws {
        try await withScratch { scratch in
            let port = try freePort()
            try await scratch.done("client", "create", "web", "port=\(port)")
            let refused = try await scratch.gedis("client", "call", "web", "system.ping")
            #expect(refused.code == 4)
            #expect(refused.errors == "could not connect to localhost:\(port): Connection refused\n")
            let unknown = try await scratch.gedis("client", "call", "nobody", "system.ping")
            #expect(unknown.code == 3)
        }
    }
}
