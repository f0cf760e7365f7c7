import Testing

/// The JavaScript client's own tests, run by Node against the built tool.
@Suite(.timeLimit(.minutes(5))) struct JavaScriptClientTests {
    @Test func `passes its tests over TCP, TLS and a Unix socket`() async throws {
        try await withScratch { try await $0.passesNodeTests("clients/js/test") }
    }

    @Test func `has declarations that fit what programs write`() async throws {
        try await withScratch { scratch in
            let outcome = try await scratch.run("tsc", ["--project", Tool.source("clients/js")])
            #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        }
    }
}
