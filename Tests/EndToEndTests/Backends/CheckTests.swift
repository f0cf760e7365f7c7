import TestSupport
import Testing

/// `gedis backend check`: what it prints, and how it ends.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct CheckTests {
    private struct Step: Decodable {
        var step: String
        var result: String
        var ms: Double
    }

    @Test(arguments: Store.allCases) func eachStepIsTimedAndNothingIsLeftBehind(store: Store) async throws {
        try await withScratch { scratch in
            try await store.run(in: scratch) { settings in
                try await scratch.define("data", settings)
                for _ in 0..<2 {
                    let steps = try await scratch.listing(Step.self, "backend", "check", "data")
                    #expect(steps.map(\.step) == ["connect", "check", "write", "read", "delete"])
                    #expect(steps.suffix(3).allSatisfy { $0.result == "ok" })
                    #expect(steps.allSatisfy { $0.ms >= 0 })
                    if store == .sqlite { #expect(steps[1].result.hasPrefix("holds 0 keys")) }
                }
            }
        }
    }

    @Test func aStoreThatIsAwayIsNamed() async throws {
        try await withScratch { scratch in
            let port = try freePort()
            let (server, file) = ("127.0.0.1:\(port)", scratch.path("none/data.db"))
            for (settings, place) in [
                (["type=redis", "addr=127.0.0.1", "port=\(port)"], server),
                (["type=redis", "addr=127.0.0.1", "port=\(port)", "cluster=true"], server),
                (["type=gun", "url=ws://\(server)/gun"], server), (["type=sqlite", "path=\(file)"], file),
            ] {
                try await scratch.define("data", settings + ["--force"])
                let outcome = try await scratch.gedis("backend", "check", "data")
                #expect(outcome.code == 4)
                #expect(outcome.output.contains(#/\nconnect +failed +\d+\.\d+\n$/#), "\(outcome.output)")
                #expect(outcome.errors.hasPrefix("data: ") && outcome.errors.hasSuffix("(\(place))\n"), "\(outcome)")
            }
        }
    }

    @Test func theStepThatFailedIsReportedAfterThoseThatWereDone() async throws {
        try await withScratch { scratch in
            let port = try freePort()
            try await scratch.define("data", ["type=redis", "addr=127.0.0.1", "port=\(port)"])
            try await scratch.redis(port, ["--maxmemory", "1"]) { _ in
                let outcome = try await scratch.gedis("backend", "check", "data")
                #expect(outcome.code == 5)
                #expect(
                    outcome.output.matches(of: #/(?m)^(\w+) /#).map(\.1) == ["STEP", "connect", "check", "write"])
                #expect(outcome.output.contains(#/\nwrite +failed /#))
                #expect(outcome.errors.hasPrefix("data: OOM "), "\(outcome.errors)")
            }
        }
    }

    @Test func aDefinitionThatIsWrongIsDistinguishedFromOneThatIsNotThere() async throws {
        try await withScratch { scratch in
            for (settings, message) in [
                (["type=gun", "url=ftp://x"], "backend data: url: ftp://x is not a GUN server's address"),
                (
                    ["type=gun", "url=wss://x", "cacert=/dev/null"],
                    "backend data: cacert: no certificate can be read from"
                ),
                (["type=redis", "username=vito"], "backend data: username is given without a password"),
            ] {
                try await scratch.define("data", settings + ["--force"])
                let outcome = try await scratch.gedis("backend", "check", "data")
                #expect(outcome.code == 2)
                #expect(outcome.errors.hasPrefix(message), "\(outcome.errors)")
            }
            try scratch.write("type: redis\nport: abc\n", to: "instances/backend/data.yaml")
            let outcome = try await scratch.gedis("backend", "check", "data")
            #expect(outcome.code == 2)
            #expect(outcome.errors == "backend/data.yaml:2:7: port: abc is not a number (1…65535)\n")
            #expect(try await scratch.gedis("backend", "check", "none").code == 3)
        }
    }
}
