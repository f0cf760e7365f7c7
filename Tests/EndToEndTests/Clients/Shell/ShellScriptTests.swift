import TestSupport
import Testing

/// The shell with lines from a file or a pipe.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct ShellScriptTests {
    @Test func eachLineIsACommandAndStandardOutputHasTheReplies() async throws {
        try await withCalc { scratch in
            let lines = """
                calc.sum 1 2

                  calc.mean 1 2 3 6
                COMMAND INFO "calc.\\x73um" nothing
                help calc.sum
                """
            let outcome = try await scratch.gedis("client", "shell", "main", input: lines)
            #expect(outcome.code == 0)
            #expect(outcome.errors == "")
            let replies = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(replies.prefix(4) == ["3", "3", "calc.sum", "-2"])
            #expect(!outcome.output.contains("\u{1B}"))
        }
    }

    @Test func theExitCodeTellsWhetherACommandFailed() async throws {
        try await withCalc { scratch in
            let failed = try await scratch.gedis("client", "shell", "main", input: "calc.sum x\ncalc.sum 1\n")
            #expect(failed.code == 1)
            #expect(failed.output == "ERR calc.sum: argument 1 'a' must be an integer, got \"x\"\n\n1\n")
            let unclosed = try await scratch.gedis("client", "shell", "main", input: "calc.sum 1\ncalc.sum \"2\n")
            #expect(unclosed.code == 1)
            #expect(unclosed.output == "1\n")
            #expect(unclosed.errors.hasPrefix("line 2: a quote is not closed"))
            let left = try await scratch.gedis("client", "shell", "main", input: "calc.sum 1\nexit\ncalc.sum x\n")
            #expect(left.code == 0)
            #expect(left.output == "1\n")
        }
    }

    @Test func aServerThatCantBeReachedIsSaid() async throws {
        try await withScratch { scratch in
            try await scratch.done("client", "create", "web", "unix://\(scratch.path("none.sock"))")
            let unreachable = try await scratch.gedis("client", "shell", "web", input: "ping\n")
            #expect(unreachable.code == 4)
            #expect(unreachable.errors.hasPrefix("could not connect to \(scratch.path("none.sock"))"))
            let unknown = try await scratch.gedis("client", "shell", "nobody", input: "ping\n")
            #expect(unknown.code == 3)
        }
    }

    private func withCalc(_ body: (Scratch) async throws -> Void) async throws {
        try await withScratch { scratch in
            try scratch.write(Source.calc, to: "calc.swift")
            _ = try await scratch.startServer()
            try await scratch.done("server", "add", "main", "calc.swift")
            try await body(scratch)
        }
    }
}
