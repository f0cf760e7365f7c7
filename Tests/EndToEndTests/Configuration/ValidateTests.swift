import Glibc
import TestSupport
import Testing

/// `gedis config validate`: what would stop a start.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct ValidateTests {
    private func expectError(_ scratch: Scratch, _ message: String) async throws {
        let outcome = try await scratch.gedis("config", "validate")
        #expect(outcome.code == 2)
        #expect(outcome.output.contains(message), "\(outcome.output)")
        #expect(outcome.errors == "1 error in \(scratch.path("instances"))\n")
    }

    @Test func aPasswordThatTheKeyDoesNotOpen() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "password=geheim")
            #expect(try await scratch.gedis("config", "validate").code == 0)
            _ = try await scratch.run("mv", [scratch.path("data"), scratch.path("away")])
            try await expectError(scratch, "error: server/main.yaml")
        }
    }

    @Test func aNamespaceThatDoesNotCompile() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main")
            try scratch.makeFolder("instances/server/main")
            try scratch.write(Source.broken, to: "instances/server/main/calc.swift")
            try await expectError(scratch, "calc.swift:4:37: error: cannot find 'missing' in scope")
        }
    }

    @Test func aCertificateThatDoesNotFitItsKeyOrHasExpired() async throws {
        try await withScratch { scratch in
            for name in ["main", "other"] {
                try await scratch.done("server", "create", name, "ssl=true")
                try await scratch.done("cert", "generate", name)
            }
            #expect(try await scratch.gedis("config", "validate").code == 0)
            let folder = scratch.path("instances/server")
            _ = try await scratch.run("cp", ["\(folder)/other/tls/key.pem", "\(folder)/main/tls/key.pem"])
            try await expectError(scratch, "error: the certificate \(folder)/main/tls/cert.pem and its key")
            try scratch.makeFolder("authority")
            let authority = try await TestAuthority(in: scratch.path("authority"))
            let expired = try await authority.sign("main", for: "DNS:localhost", days: -1)
            _ = try await scratch.run("cp", [expired.certificate, "\(folder)/main/tls/cert.pem"])
            _ = try await scratch.run("cp", [expired.key, "\(folder)/main/tls/key.pem"])
            try await expectError(scratch, "cert.pem expired on ")
        }
    }

    @Test func keysThatOtherUsersCanRead() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "password=geheim")
            try await scratch.done("cert", "generate", "main")
            #expect(try await scratch.gedis("config", "validate").code == 0)
            let key = scratch.path("instances/server/main/tls/key.pem")
            chmod(key, 0o640)
            try await expectError(scratch, "error: the private key \(key) is open to other users: take")
            chmod(key, 0o600)
            try await scratch.done("server", "set", "main", "--unset", "password")
            #expect(try await scratch.gedis("config", "validate").code == 0)
            let sealing = scratch.path("data/gedis/secret.key")
            chmod(sealing, 0o644)
            try await expectError(scratch, "error: the key file \(sealing) is open to other users")
        }
    }

    @Test func aClientsCertificateThatHasExpiredOrDoesNotFitItsKey() async throws {
        try await withScratch { scratch in
            try scratch.makeFolder("authority")
            let authority = try await TestAuthority(in: scratch.path("authority"))
            let (good, expired) = (
                try await authority.sign("good", for: "DNS:localhost"),
                try await authority.sign("expired", for: "DNS:localhost", days: -1)
            )
            try await scratch.done("client", "create", "main", "ssl=true", "sslkey=true")
            try await expectError(scratch, "error: cannot read the certificate ")
            let folder = scratch.path("instances/client/main/tls")
            try scratch.makeFolder("instances/client/main/tls")
            for (certificate, key, message) in [
                (good.certificate, good.key, nil), (good.certificate, expired.key, "key.pem is not the key of "),
                (expired.certificate, expired.key, "cert.pem expired on "),
            ] {
                _ = try await scratch.run("cp", [certificate, "\(folder)/cert.pem"])
                _ = try await scratch.run("cp", [key, "\(folder)/key.pem"])
                chmod("\(folder)/key.pem", 0o600)
                if let message {
                    try await expectError(scratch, message)
                } else {
                    #expect(try await scratch.gedis("config", "validate").code == 0)
                }
            }
        }
    }
}
