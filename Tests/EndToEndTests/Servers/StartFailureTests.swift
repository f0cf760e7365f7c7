import Glibc
import TestSupport
import Testing

/// Servers that cannot start: one clear message, and nothing left running.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct StartFailureTests {
    @Test func aServerThatIsNotDefined() async throws {
        try await withScratch { scratch in
            try await expectRefusal(scratch, code: 3, "no server 'main' in \(scratch.path("instances"))")
        }
    }

    @Test func aPortThatAnotherProgramHas() async throws {
        try await withScratch { scratch in
            let other = try await scratch.startServer()
            try await scratch.done("server", "create", "second", "port=\(other.port)")
            try await expectRefusal(
                scratch, "second", code: 5,
                "port \(other.port) of 127.0.0.1 is taken by another program: choose another with port=…")
        }
    }

    @Test func aCertificateThatIsMissing() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0", "ssl=true")
            try await expectRefusal(
                scratch, code: 5,
                "cannot read the certificate \(scratch.path("instances/server/main/tls/cert.pem")): No such file or "
                    + "directory; 'gedis cert generate' makes one")
        }
    }

    @Test func aBackendThatIsNotDefined() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0", "dbclient_instance=gone")
            try await expectRefusal(scratch, code: 3, "no backend 'gone' in \(scratch.path("instances"))")
        }
    }

    @Test func aDefinitionWithAMistake() async throws {
        try await withScratch { scratch in
            try scratch.makeFolder("instances/server")
            try scratch.write("port: 0\nadr: localhost\n", to: "instances/server/main.yaml")
            try await expectRefusal(scratch, code: 2, "server/main.yaml:2:1: adr: no such key; did you mean addr?")
        }
    }

    @Test func aNamespaceThatDoesNotCompile() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            try scratch.makeFolder("instances/server/main")
            try scratch.write(Source.broken, to: "instances/server/main/calc.swift")
            try await expectRefusal(
                scratch, code: 5,
                "\(scratch.path("instances/server/main/calc.swift")):4:37: error: cannot find 'missing' in scope")
        }
    }

    @Test func aUnixSocketWhoseFolderIsMissing() async throws {
        try await withScratch { scratch in
            try await scratch.done(
                "server", "create", "main", "port=0", "unixsocket=\(scratch.path("none/gedis.sock"))")
            try await expectRefusal(scratch, code: 5, scratch.path("none/gedis.sock"))
        }
    }

    /// Expects that a start in the foreground and one detached fail alike.
    private func expectRefusal(
        _ scratch: Scratch, _ name: String = "main", code: Int32, _ message: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        for option in [[], ["--detach"]] {
            let outcome = try await scratch.run(Tool.path, ["server", "start", name] + option)
            #expect(outcome.code == code, "\(option)", sourceLocation: sourceLocation)
            #expect(outcome.output == "", sourceLocation: sourceLocation)
            #expect(outcome.errors.contains(message), "\(outcome.errors)", sourceLocation: sourceLocation)
            #expect(!scratch.runningServers().contains { $0.name == name }, sourceLocation: sourceLocation)
        }
    }
}
