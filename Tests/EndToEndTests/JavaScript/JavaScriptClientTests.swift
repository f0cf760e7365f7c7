import TestSupport
import Testing

/// The JavaScript client's own tests, run by Node against the built tool.
@Suite(.takesLongTurns, .timeLimit(.minutes(5))) struct JavaScriptClientTests {
    @Test func passesItsTestsOverTCPTLSAndAUnixSocket() async throws {
        try await withScratch { try await $0.passesNodeTests("clients/js/test") }
    }

    @Test func hasDeclarationsThatFitWhatProgramsWrite() async throws {
        try await withScratch { scratch in
            let outcome = try await scratch.run("tsc", ["--project", Tool.source("clients/js")])
            #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        }
    }
}
