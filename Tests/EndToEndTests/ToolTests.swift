import TestSupport
import Testing

/// What the tool says of itself, and of commands that are written wrongly.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct ToolTests {
    @Test(arguments: [
        [], ["--help"], ["help"], ["help", "server", "start"], ["server"], ["server", "start", "--help"], ["--version"],
        ["--generate-completion-script", "bash"],
    ])
    func whatIsAskedForGoesToStandardOutput(words: [String]) async throws {
        try await withScratch { scratch in
            let outcome = try await scratch.run(Tool.path, words)
            #expect(outcome.code == 0)
            #expect(!outcome.output.isEmpty)
            #expect(outcome.errors == "")
        }
    }

    @Test(arguments: [
        ["nonsense"], ["server", "start", "--nonsense"], ["server", "add"],
        ["client", "latency", "main", "--count", "0"],
        ["server", "list", "--output", "xml"], ["client", "call", "main"],
    ])
    func aMistakeInWritingGoesToStandardErrorWithTheCodeOfWrongUsage(words: [String]) async throws {
        try await withScratch { scratch in
            let outcome = try await scratch.run(Tool.path, words)
            #expect(outcome.code == 2)
            #expect(outcome.output == "")
            #expect(outcome.errors.contains("Error: "), "\(outcome.errors)")
            #expect(outcome.errors.contains("Usage: "), "\(outcome.errors)")
        }
    }
}
