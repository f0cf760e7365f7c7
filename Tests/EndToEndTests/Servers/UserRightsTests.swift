import Foundation
import TestSupport
import Testing

/// Users that a server's definition names.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct UserRightsTests {
    @Test func usersHaveRightsAndAReloadChangesThem() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("users.vito.password=geheim", "users.vito.commands=system.*")
            let vito = ["--user", "vito", "--pass", "geheim", "--no-auth-warning"]
            func call(_ words: String...) async throws -> String {
                let outcome = try await scratch.run("redis-cli", ["-p", "\(server.port)"] + vito + words)
                return (outcome.output + outcome.errors).trimmingCharacters(in: .newlines)
            }
            #expect(try await scratch.redisCLI(server.port, "system.ping").hasPrefix("NOAUTH Authentication required."))
            #expect(try await call("system.ping") == "PONG")
            #expect(
                try await call("publish", "a", "b")
                    == "NOPERM User vito has no permissions to run the 'publish' command")
            try await scratch.done("server", "set", "main", "users.vito.commands=system.* -system.ping publish")
            try await scratch.done("server", "reload", "main")
            #expect(
                try await call("system.ping") == "NOPERM User vito has no permissions to run the 'system.ping' command")
            #expect(try await call("publish", "a", "b") == "0")
            // A definition that is wrong changes nothing.
            let text = try scratch.read("instances/server/main.yaml")
            try scratch.write(
                text.replacing("system.* -system.ping publish", with: "not/a/pattern"), to: "instances/server/main.yaml"
            )
            let refused = try await scratch.gedis("server", "reload", "main")
            #expect(refused.code != 0 && refused.errors.contains(#/server/main\.yaml:\d+:\d+: users\.vito\.commands/#))
            #expect(try await call("publish", "a", "b") == "0")
            try scratch.write(text, to: "instances/server/main.yaml")
            try await scratch.done("server", "set", "main", "--unset", "users.vito")
            try await scratch.done("server", "reload", "main")
            #expect(try await call("system.ping").contains("PONG"))
            #expect(try await scratch.redisCLI(server.port, "system.ping") == "PONG")
        }
    }

    @Test func aClientThatAsksForInformationConnectsAsARestrictedUser() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("users.vito.password=geheim", "users.vito.commands=system.*")
            let printed = try await scratch.python(
                """
                import asyncio, sys
                from glide import (
                    GlideClient, GlideClientConfiguration, Logger, LogLevel, NodeAddress, ServerCredentials)
                Logger.set_logger_config(LogLevel.OFF)

                async def main():
                    client = await GlideClient.create(GlideClientConfiguration(
                        [NodeAddress('localhost', int(sys.argv[1]))], request_timeout=60_000,
                        credentials=ServerCredentials('geheim', 'vito')))
                    print(await client.custom_command(['system.ping']))
                    print(b'server_name' in await client.custom_command(['info']))
                    await client.close()

                asyncio.run(main())
                """, "\(server.port)")
            #expect(printed == "b'PONG'\nFalse")
        }
    }

    @Test func aCertificateNamesItsUser() async throws {
        try await withScratch { scratch in
            try await scratch.makeAuthority(for: ["vito", "unknown", "default"])
            try await scratch.done(
                "server", "create", "main", "port=0", "ssl=true", "client_ca=\(scratch.path("ca.pem"))",
                "users.vito.commands=system.*", "users.root.password=geheim")
            try await scratch.done("cert", "generate", "main")
            let server = try await scratch.startAgain()
            let trusted = scratch.path("instances/server/main/tls/cert.pem")
            let tls = ["-p", "\(server.port)", "--tls", "--cacert", trusted]
            func call(as user: String, _ words: String...) async throws -> String {
                let files = user.isEmpty ? [] : ["--cert", "\(user).pem", "--key", "\(user).key"]
                let outcome = try await scratch.run("redis-cli", tls + files + words)
                return outcome.output + outcome.errors
            }
            #expect(try await call(as: "vito", "acl", "whoami") == "vito\n")
            #expect(try await call(as: "vito", "system.ping") == "PONG\n")
            #expect(try await call(as: "vito", "config", "get", "*").hasPrefix("NOPERM "))
            #expect(try await call(as: "unknown", "system.ping").hasPrefix("NOAUTH "), "nobody is called so")
            #expect(try await call(as: "default", "client", "list").hasPrefix("NOAUTH "), "nobody is default here")
            #expect(try await call(as: "", "system.ping").hasPrefix("NOAUTH "))
            // Signed by nobody that the server trusts.
            try await scratch.makeAuthority(for: ["vito"], called: "other")
            #expect(try await !call(as: "vito", "acl", "whoami").contains("vito"))
        }
    }

    @Test func whereNobodyIsNamedWhoeverShowsACertificateMayCallAndNobodyElse() async throws {
        try await withScratch { scratch in
            try await scratch.makeAuthority(for: ["vito"])
            try await scratch.done(
                "server", "create", "main", "port=0", "web.port=0", "ssl=true", "client_ca=\(scratch.path("ca.pem"))")
            try await scratch.done("cert", "generate", "main")
            let web = try WebServer(try await scratch.startAgain(), in: scratch)
            let trusted = scratch.path("instances/server/main/tls/cert.pem")
            let vito = ["--cert", "vito.pem", "--key", "vito.key"]
            func call(_ files: [String], _ input: String) async throws -> [Substring] {
                let tls = ["-p", "\(web.server.port)", "--tls", "--cacert", trusted]
                return try await scratch.run("redis-cli", tls + files, input: input).output.split(separator: "\n")
            }
            let refused = "NOAUTH Authentication required."
            #expect(try await call([], "system.ping\nauth default x\nclient list").allSatisfy { !$0.contains("PONG") })
            #expect(try await call([], "system.ping").first?.hasPrefix(refused) == true)
            #expect(
                try await call(vito, "system.ping\nacl whoami\nacl list") == [
                    "PONG", "default", "user default on certificate *",
                ])
            #expect(try await call(vito, "reset\nsystem.ping") == ["RESET", "PONG"], "it still shows its certificate")
            for (files, status) in [(vito, 200), ([], 401)] {
                #expect(try await web.curl("/call/system.ping", ["--data", "[]"] + files).status == status)
            }
            // Named users are let in instead, as soon as there are any.
            try await scratch.done("server", "set", "main", "users.ada.commands=*")
            try await scratch.done("server", "reload", "main")
            #expect(try await call(vito, "system.ping").first?.hasPrefix(refused) == true)
        }
    }
}
