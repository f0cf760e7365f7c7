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

    @Test func onATerminalWhatWouldSteerItIsSeen() async throws {
        try await withScratch { scratch in
            let shown = try await scratch.terminal(
                """
                code, text = Terminal('server', 'list', '--\u{1B}[2Jx').end()
                print(code, '\u{1B}[2J' in text, '\\\\u001b[2Jx' in text)
                """, environment: ["NO_COLOR": "1"])
            #expect(shown == "2 False True\n")
            let piped = try await scratch.gedis("server", "list", "--\u{1B}[2Jx")
            #expect(piped.errors.contains("\u{1B}[2Jx"))
        }
    }
}
