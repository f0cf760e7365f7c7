import TestSupport
import Testing

/// What is shown of what takes long.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct ProgressTests {
    @Test func aTerminalShowsWhatGoesOnAndTheLineIsGoneAtTheEnd() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            try scratch.write(Source.calc, to: "calc.swift")
            let shown = try await scratch.terminal(
                """
                tool = Terminal('server', 'add', 'main', 'calc.swift')
                tool.expect('adding calc …')
                tool.expect('\\r\\x1b[K')
                tool.expect('added namespace calc')
                assert tool.end()[0] == 0
                for words, text in [(('start', 'main', '--detach'), 'starting main …'), (('reload', 'main'), 'reloading main …'),
                        (('restart', 'main'), 'restarting main …'), (('stop', 'main'), 'stopping main …')]:
                    tool = Terminal('server', *words)
                    tool.expect(text)
                    code, rest = tool.end()
                    assert code == 0 and '\\r\\x1b[K' in rest and '…' not in rest.split('\\x1b[K')[-1], (words, rest)
                    print(words[0])
                """)
            #expect(shown == "start\nreload\nrestart\nstop\n")
        }
    }

    @Test func aLineIsNoWiderThanTheTerminal() async throws {
        try await withScratch { scratch in
            try scratch.write("def total() -> int:\n    return 1\n", to: "a_very_long_name_of_a_namespace.py")
            let shown = try await scratch.terminal(
                """
                tool = Terminal('namespace', 'check', 'a_very_long_name_of_a_namespace.py', columns=20)
                print(tool.expect('\\r\\x1b[K'), end='|')
                print(tool.expect('\\r\\x1b[K'), end='|')
                assert tool.end()[0] == 0
                """)
            #expect(shown == "|checking a_very_lon|")
        }
    }

    @Test func nothingOfItIsWrittenElsewhere() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            try scratch.write("def total() -> int:\n    return 1\n", to: "shop.py")
            let outcome = try await scratch.gedis("server", "add", "main", "shop.py")
            #expect(outcome.output == "added namespace shop · total · main is not running\n")
            #expect(outcome.errors == "")
            let built = try await scratch.gedis("server", "build", "main")
            #expect(built.errors == "")
        }
    }
}
