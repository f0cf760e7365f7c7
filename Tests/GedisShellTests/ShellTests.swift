import GedisClient
import Testing

@testable import GedisShell

/// A shell on a server, without a terminal.
@Suite(.timeLimit(.minutes(1))) struct ShellTests {
    private func expect(
        _ expected: Shell.Outcome, of line: String, in shell: Shell, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let outcome = try await shell.run(try #require(RequestLine(Array(line.utf8))))
        #expect(outcome == expected, sourceLocation: sourceLocation)
    }

    @Test func repliesArePrintedAsTheyAreOrWithTheirTypesForAPerson() async throws {
        try await withShell { shell, output in
            try await expect(.done, of: "calc.one", in: shell)
            #expect(output.take() == [.reply("1\n")])
        }
        try await withShell(output: CollectedOutput(isInteractive: true)) { shell, output in
            try await expect(.done, of: "calc.one", in: shell)
            #expect(output.take() == [.reply("(integer) 1\n")])
        }
    }

    @Test func anErrorIsAReplyThatFailedRedWhereThereAreColours() async throws {
        try await withShell { shell, output in
            try await expect(.failed, of: "calc.fail", in: shell)
            #expect(output.take() == [.reply("ERR as it was asked to\n\n")])
        }
        try await withShell(output: CollectedOutput(hasColouredReplies: true)) { shell, output in
            try await expect(.failed, of: "calc.fail", in: shell)
            #expect(output.take() == [.reply("\u{1B}[31mERR as it was asked to\n\u{1B}[0m\n")])
        }
    }

    @Test func theShellsOwnCommandsAreNotSent() async throws {
        try await withShell { shell, output in
            try await expect(.done, of: "", in: shell)
            try await expect(.end, of: "exit", in: shell)
            try await expect(.end, of: "QUIT", in: shell)
            try await expect(.done, of: "clear", in: shell)
            #expect(output.take() == [])
            try await expect(.done, of: "help calc.one", in: shell)
            let help = try #require(output.take().first?.text)
            #expect(help.hasPrefix("calc.one\n  Is one.\n  group calc"))
            try await expect(.failed, of: "help nothing", in: shell)
            #expect(
                output.take()
                    == [.complaint("no help on 'nothing': there is no such command or group of commands here")])
        }
    }

    @Test func promptHintsAndCompletionsFollowTheConnection() async throws {
        try await withShell(isInteractive: true) { shell, _ in
            #expect(shell.prompt == "main (not connected)> ")
            #expect(shell.completions(of: "calc.") == [])
            try await shell.connection.connect()
            #expect(shell.prompt == "main> ")
            #expect(shell.completions(of: "calc.") == ["calc.fail", "calc.one"])
            #expect(shell.completions(of: " help ca") == [" help calc."])
            #expect(shell.hint(after: "calc.one") == " — Is one.")
        }
    }

    @Test func aScriptGoesOnBehindAMistakeAndFailsInTheEnd() async throws {
        try await withShell { shell, output in
            let input = TypedInput()
            input.type("calc.one\ncalc.fail\n\"unclosed\n\ncalc.one")
            input.end()
            let error = await #expect(throws: ShellError.self) {
                try await ShellScript(shell: shell, input: input.descriptor).run()
            }
            #expect(error?.code == .commandFailed)
            #expect(
                output.take() == [
                    .reply("1\n"), .reply("ERR as it was asked to\n\n"), .complaint("line 3: \(ShellSession.unclosed)"),
                    .reply("1\n"),
                ])
        }
    }

    @Test func aScriptEndsAtExit() async throws {
        try await withShell { shell, output in
            let input = TypedInput()
            input.type("calc.one\nexit\ncalc.fail\n")
            input.end()
            try await ShellScript(shell: shell, input: input.descriptor).run()
            #expect(output.take() == [.reply("1\n")])
        }
    }
}
