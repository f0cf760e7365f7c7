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
            try await expectError(scratch, "error: the certificate of server main cannot be used")
            try scratch.makeFolder("authority")
            let authority = try await TestAuthority(in: scratch.path("authority"))
            let expired = try await authority.sign("main", for: "DNS:localhost", days: -1)
            _ = try await scratch.run("cp", [expired.certificate, "\(folder)/main/tls/cert.pem"])
            _ = try await scratch.run("cp", [expired.key, "\(folder)/main/tls/key.pem"])
            try await expectError(scratch, "cert.pem expired on ")
        }
    }
}
