import TestSupport
import Testing

/// Verbs that take several servers.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct ManyServersTests {
    @Test func thoseThatDoNotRunAreStartedAndTheirLogsReadTogether() async throws {
        try await withScratch { scratch in
            for name in ["one", "two", "three"] { try await scratch.done("server", "create", name, "port=0") }
            #expect(try await scratch.gedis("server", "start", "one", "two").code == 2)
            #expect(try await scratch.gedis("server", "logs", "--all").code == 3)
            let started = try await scratch.done("server", "start", "one", "two", "--detach").split(separator: "\n")
            #expect(started.map { $0.prefix { $0 != " " } } == ["one", "two"])
            let rest = try await scratch.done("server", "start", "--all", "--detach").split(separator: "\n")
            #expect(rest.map { $0.prefix { $0 != " " } } == ["three"])
            let lines = try await scratch.done("server", "logs", "--all").split(separator: "\n")
            let listening = lines.filter { $0.contains("listening") }
            #expect(listening.map { $0.prefix(8) } == ["one   | ", "two   | ", "three | "])
            try await scratch.lines(of: "server", "logs", "one", "two", "--follow", "--lines", "1") { lines in
                #expect(try await lines.next()?.hasPrefix("one | ") == true)
                #expect(try await lines.next()?.hasPrefix("two | ") == true)
                try await scratch.done("server", "stop", "two")
                while let line = try await lines.next() {
                    if line.hasPrefix("two | "), line.contains("stopped") { return }
                }
                Issue.record("the stop was not printed")
            }
        }
    }
}
