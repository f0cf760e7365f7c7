import TestSupport
import Testing

/// What is printed again and again: replies, latency, statistics.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct RepeatedOutputTests {
    @Test func aCommandIsCalledAgainUntilCtrlC() async throws {
        try await withScratch { scratch in
            _ = try await scratch.startServer()
            let output = try await scratch.terminal(
                """
                call = Terminal('client', 'call', '--watch', '0.01', 'main', 'system.ping')
                for _ in range(3): call.expect('PONG')
                call.type('\\x03')
                print(call.end()[0])
                """)
            #expect(output == "0\n")
            for words in [["--watch", "0"], ["--watch", "-1"], ["--watch", "x"]] {
                let refused = try await scratch.run(Tool.path, ["client", "call"] + words + ["main", "system.ping"])
                #expect(refused.code == 2)
            }
        }
    }

    @Test(arguments: ["call --watch 0.01 main system.ping", "latency main", "stats --interval 0.01 main"])
    func whatGoesOnEndsWhenNobodyReadsIt(words: String) async throws {
        try await withScratch { scratch in
            _ = try await scratch.startServer()
            let outcome = try await scratch.run("/bin/sh", ["-c", #""$0" client \#(words) | head -n 1"#, Tool.path])
            #expect(!outcome.output.isEmpty, "\(outcome.errors)")
        }
    }

    @Test func messagesArePrintedUntilCtrlC() async throws {
        try await withScratch { scratch in
            try await scratch.done("client", "create", "redis", "unix://\(scratch.path("redis.sock"))")
            let output = try await scratch.terminal(
                """
                with server('redis.sock'):
                    call = Terminal('client', 'call', '--json', 'redis', 'subscribe', 'news')
                    call.expect('["subscribe","news",1]')
                    run('redis-cli', '-s', 'redis.sock', 'publish', 'news', 'hello')
                    call.expect('["message","news","hello"]')
                    call.type('\\x03')
                    print(call.end()[0])
                """)
            #expect(output == "0\n")
        }
    }

    @Test func latencyIsMeasured() async throws {
        try await withScratch { scratch in
            _ = try await scratch.startServer()
            let line = try await scratch.done("client", "latency", "main", "--count", "5")
            let times = try #require(
                line.wholeMatch(of: #/min (\S+)  avg (\S+)  p50 (\S+)  p99 (\S+)  max (\S+) ms  \(5 pings\)/#),
                "\(line)")
            let numbers = try [times.1, times.3, times.4, times.5].map { try #require(Double($0)) }
            #expect(numbers == numbers.sorted())
            #expect(try await scratch.gedis("client", "latency", "main", "--count", "0").code == 2)
            let output = try await scratch.terminal(
                """
                latency = Terminal('client', 'latency', 'main')
                latency.expect('(2 pings)')
                latency.type('\\x03')
                print(latency.end()[0])
                """)
            #expect(output == "0\n")
        }
    }

    @Test func statisticsArePrintedLineByLine() async throws {
        try await withScratch { scratch in
            _ = try await scratch.startServer()
            let output = try await scratch.done("client", "stats", "main", "--count", "2", "--interval", "0.01")
            let rows = output.split(separator: "\n").map { $0.split(separator: " ") }
            #expect(rows.first == ["clients", "memory", "requests", "errors", "requests/s"])
            #expect(rows.count == 3)
            #expect(rows.dropFirst().allSatisfy { $0[0] == "1" && $0.count == 5 })
            #expect(rows[1][4] == "-")
            let (before, after) = (try #require(Int(rows[1][2])), try #require(Int(rows[2][2])))
            #expect(after == before + 1)
        }
    }
}
