import Foundation
import TestSupport
import Testing

/// Servers that sync their graph with a server that has users.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct GunPeerCredentialTests {
    /// A server with TLS that knows vito by his certificate and mark by his password.
    private func startFar(in scratch: Scratch) async throws -> WebServer {
        try await scratch.makeAuthority(for: ["vito"])
        try await scratch.done("backend", "create", "main", "type=memory")
        try await scratch.done(
            "server", "create", "main", "port=0", "web.port=0", "ssl=true", "web.gun=true", "dbclient_instance=main",
            "client_ca=\(scratch.path("ca.pem"))", "users.root.password=geheim", "users.vito.gun_read=*",
            "users.vito.gun_write=*", "users.mark.password=a:b@c", "users.mark.gun_read=*", "users.mark.gun_write=*")
        try await scratch.done("cert", "generate", "main")
        return try WebServer(try await scratch.startAgain(), in: scratch)
    }

    private func startNear(_ peer: String, in scratch: Scratch) async throws -> RunningServer {
        try await scratch.done("backend", "create", "near", "type=memory")
        try await scratch.done(
            "server", "create", "near", "port=0", "web.port=0", "web.gun=true", "dbclient_instance=near",
            "web.gun_peers=\(peer)")
        return try RunningServer(greeting: try await scratch.done("server", "start", "near", "--detach"))
    }

    @Test(arguments: ["password", "certificate"])
    func aPeerSaysWhoItIsAsAClientDoes(way: String) async throws {
        try await withScratch { scratch in
            let far = try await startFar(in: scratch)
            let trusted = try #require(far.certificate)
            if way == "password" {
                try await scratch.done("client", "create", "far", "ssl=true", "ca=\(trusted)", "user=mark")
                try await scratch.done("client", "set", "far", "password=-", input: "a:b@c\n")
            } else {
                try await scratch.done("client", "create", "far", "ssl=true", "ca=\(trusted)", "sslkey=true")
                let folder = scratch.path("instances/client/far/tls")
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                for (file, name) in [("vito.pem", "cert.pem"), ("vito.key", "key.pem")] {
                    try FileManager.default.copyItem(atPath: scratch.path(file), toPath: "\(folder)/\(name)")
                }
            }
            let near = try await startNear("wss://far@localhost:\(far.port)/gun", in: scratch)
            let set = try await scratch.redisCLI(near.port, "system.set", "name", "vito")
            #expect(set == "OK")
            try await eventually("the other server has it") {
                let answer = try await far.curl(
                    "/call/system.get?name", ["--user", "root:geheim", "--data", "[\"name\"]"])
                return answer.body.contains("vito")
            }
        }
    }

    @Test func aWrongPasswordIsSaidInTheLog() async throws {
        try await withScratch { scratch in
            let far = try await startFar(in: scratch)
            try await scratch.done(
                "client", "create", "far", "ssl=true", "ca=\(try #require(far.certificate))", "user=mark",
                "password=wrong")
            _ = try await startNear("wss://far@localhost:\(far.port)/gun", in: scratch)
            try await eventually("the log says why") {
                try await scratch.done("server", "logs", "near").contains("who connects may have to say a password")
            }
        }
    }

    @Test func passwordsStandInNoURLAndClientsAreThere() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0", "web.port=0")
            let plain = try await scratch.gedis("server", "set", "main", "web.gun_peers=ws://vito:sesame@host/gun")
            #expect(plain.code != 0)
            #expect(plain.errors.contains("what stands before '@' has to be the name of a client"))
            #expect(!plain.errors.contains("sesame"))
            try await scratch.done("server", "set", "main", "web.gun_peers=ws://host/gun wss://far@host:1/x")
            let shown = try await scratch.done("server", "show", "main")
            #expect(shown.contains("ws://host/gun wss://far@host:1/x"))
            let checked = try await scratch.gedis("config", "validate")
            #expect((checked.output + checked.errors).contains("no client 'far'"))
        }
    }
}
