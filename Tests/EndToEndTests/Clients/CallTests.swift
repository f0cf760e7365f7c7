import TestSupport
import Testing

/// `gedis client call`.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct CallTests {
    static let source = #"""
        import GedisKit

        struct Echo {
            func text(_ a: String) -> String { a }
            func number(_ a: Double) -> Double { a }
            func count(_ a: String...) -> Int { a.count }
            func map() -> [String: [Int]] { ["a": [1, 2]] }
            func missing() -> String? { nil }
            func length(_ a: [UInt8]) -> Int { a.count }
            func fail() throws { throw CommandError("no", code: "ODD") }
        }

        """#

    /// Runs a program on a terminal, and prints what it shows there.
    private static let terminal = """
        import os, pty, sys
        pid, terminal = pty.fork()
        if pid == 0: os.execv(sys.argv[1], sys.argv[1:])
        printed = b''
        while True:
            try: printed += os.read(terminal, 1000)
            except OSError: break
        os.waitpid(pid, 0)
        sys.stdout.write(printed.decode().replace('\\r\\n', '\\n'))
        """

    @Test func aReplyIsPrintedAsItIsOrAsJSON() async throws {
        try await withEcho { scratch in
            for (words, printed) in [
                (["web", "echo.text", "víto"], "víto"), (["web", "echo.map"], "a\n1\n2"),
                (["--json", "web", "echo.map"], "{\"a\":[1,2]}"), (["--json", "web", "echo.missing"], "null"),
                (["--json", "web", "echo.text", "a\"b"], "\"a\\\"b\""),
            ] {
                let outcome = try await scratch.run(Tool.path, ["client", "call"] + words)
                #expect(outcome.output == printed + "\n", "\(words)")
            }
        }
    }

    @Test func aTerminalShowsTheReplysTypes() async throws {
        try await withEcho { scratch in
            for (words, printed) in [
                (["web", "echo.text", "a"], "\"a\""), (["web", "echo.count", "a", "b"], "(integer) 2"),
                (["web", "echo.missing"], "(nil)"), (["--raw", "web", "echo.text", "a"], "a"),
            ] {
                let outcome = try await scratch.run(
                    Tool.python, ["-c", Self.terminal, Tool.path, "client", "call"] + words)
                #expect(outcome.output == printed + "\n", "\(words)")
            }
        }
    }

    @Test func anErrorHasAColourOnATerminalUnlessTheUserWantsNone() async throws {
        try await withEcho { scratch in
            let words = ["-c", Self.terminal, Tool.path, "client", "call", "web", "echo.fail"]
            let coloured = try await scratch.run(Tool.python, words)
            #expect(coloured.output == "\u{1B}[31m(error) ODD no\u{1B}[0m\n")
            let plain = try await scratch.run(Tool.python, words, environment: ["NO_COLOR": "1"])
            #expect(plain.output == "(error) ODD no\n")
        }
    }

    @Test func allThatFollowsTheNameIsSentWhateverItLooksLike() async throws {
        try await withEcho { scratch in
            for argument in ["--json", "--help", "--", "-x", "", " ", "a b"] {
                let outcome = try await scratch.gedis("client", "call", "web", "echo.text", argument)
                #expect(outcome.output == argument + "\n")
            }
            #expect(try await scratch.done("client", "call", "web", "echo.number", "-5") == "-5")
        }
    }

    @Test func argumentsAreSentByteForByte() async throws {
        try await withEcho { scratch in
            let outcome = try await scratch.run(
                "/bin/sh", ["-c", #"exec "$0" client call web echo.length "$(printf 'a\377b')""#, Tool.path])
            #expect(outcome.output == "3\n", "\(outcome.errors)")
        }
    }

    @Test func anOptionBehindTheNameIsHintedAtWhenTheServerRefusesIt() async throws {
        try await withEcho { scratch in
            let outcome = try await scratch.gedis("client", "call", "web", "echo.map", "--json")
            #expect(outcome.code == 1)
            #expect(outcome.errors.hasPrefix("(error) "))
            #expect(outcome.errors.contains("options stand before the name"), "\(outcome.errors)")
        }
    }

    @Test func anArgumentIsReadFromStandardInput() async throws {
        try await withEcho { scratch in
            for text in ["a\nb", "", String(repeating: "0123456789", count: 100_000)] {
                for words in [["web", "echo.text", "-"], ["--stdin", "web", "echo.text"]] {
                    let outcome = try await scratch.run(Tool.path, ["client", "call"] + words, input: text)
                    #expect(outcome.output == text + "\n", "\(words)")
                }
            }
            #expect(try await scratch.gedis("client", "call", "web", "echo.count", "-", "-").code == 2)
        }
    }

    @Test func anErrorReplyGoesToStandardError() async throws {
        try await withEcho { scratch in
            let failed = try await scratch.gedis("client", "call", "web", "echo.fail")
            #expect(failed.code == 1)
            #expect(failed.output == "")
            #expect(failed.errors == "(error) ODD no\n")
            let unknown = try await scratch.gedis("client", "call", "web", "echo.nothing")
            #expect(unknown.code == 1)
            #expect(unknown.errors.hasPrefix("(error) ERR unknown command 'echo.nothing'"))
        }
    }

    private func withEcho(_ body: (Scratch) async throws -> Void) async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            try scratch.write(Self.source, to: "echo.swift")
            try await scratch.done("server", "add", "main", "echo.swift")
            let server = try await scratch.startAgain()
            try await scratch.done("client", "create", "web", "port=\(server.port)")
            try await body(scratch)
        }
    }
}
