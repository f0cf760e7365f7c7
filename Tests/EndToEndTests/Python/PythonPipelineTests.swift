import TestSupport
import Testing

/// Pipelines of calls to a namespace in Python.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct PythonPipelineTests {
    @Test func repliesAndErrorsComeInTheOrderOfTheCalls() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try await scratch.addPython(Self.source, as: "line")
            let calls = (0..<1000).map { number in
                switch number % 7 {
                case 1: "line.sum x \(number)"
                case 2: "line.sum \(number)"
                case 3: "line.fail \(number)"
                case 4: "ping \(number)"
                case 5: "line.later \(number)"
                case 6: number % 2 == 0 ? "line.missing" : "line.broken \(number)"
                default: "line.sum \(number) 1"
                }
            }
            let single = try RawConnection(port: server.port)
            let one = try calls.map { call in
                single.send(call + "\r\n")
                return try single.reply()
            }
            let pipeline = try RawConnection(port: server.port)
            pipeline.send(calls.map { $0 + "\r\n" }.joined())
            let replies = try calls.map { _ in try pipeline.reply() }
            #expect(replies == one)
            #expect(one[7] == ":8\r\n")
            #expect(one[3] == "-STOCK 3\r\n")
            let statistics = try await scratch.redisCLI(server.port, "INFO", "commandstats")
            // Those with too few arguments are rejected, and counted as that.
            #expect(statistics.contains(/cmdstat_line\.sum:calls=572,.*rejected_calls=286,failed_calls=286/))
        }
    }

    @Test func nothingOvertakesASlowCall() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer("namespaces.line.call_timeout=1")
            try await scratch.addPython(Self.source, as: "line")
            let connection = try RawConnection(port: server.port)
            connection.send("line.note a\r\nline.nap 0.3\r\nline.note b\r\nline.notes\r\n")
            let replies = try (1...4).map { _ in try connection.reply() }
            #expect(replies == ["+OK\r\n", "$5\r\nawake\r\n", "+OK\r\n", "$2\r\nab\r\n"])
            connection.send("line.nap 600\r\nline.sum 1 2\r\n")
            #expect(try connection.reply() == "-TIMEOUT line.nap: took longer than 1 s, and was ended\r\n")
            // It was with the worker when that was ended.
            #expect(try connection.reply() == "-TIMEOUT line.sum: took longer than 1 s, and was ended\r\n")
            #expect(try connection.call("line.sum", "1", "2") == ":3\r\n")
        }
    }

    /// Functions that were quick are called without a look at the clock between two of them.
    @Test func manyQuickCallsAreAnsweredEach() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try await scratch.addPython(Self.source, as: "line")
            let connections = try (0..<3).map { _ in try RawConnection(port: server.port) }
            let calls = (0..<5000).map { $0 % 97 == 5 ? "line.fail \($0)" : "line.sum \($0) 1" }
            for connection in connections { connection.send(calls.map { $0 + "\r\n" }.joined()) }
            let expected = (0..<5000).map { $0 % 97 == 5 ? "-STOCK \($0)\r\n" : ":\($0 + 1)\r\n" }
            for connection in connections {
                let replies = try calls.map { _ in try connection.reply() }
                #expect(replies == expected)
            }
        }
    }

    @Test func transactionsAndResetsStandBetweenCalls() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try await scratch.addPython(Self.source, as: "line")
            let connection = try RawConnection(port: server.port)
            connection.send(
                "line.note a\r\nmulti\r\nline.note b\r\nline.notes\r\nexec\r\nline.note c\r\nreset\r\nline.notes\r\n"
                    + "client reply skip\r\nline.note d\r\nline.notes\r\n")
            let replies = try (1...9).map { _ in try connection.reply() }
            #expect(
                replies == [
                    "+OK\r\n", "+OK\r\n", "+QUEUED\r\n", "+QUEUED\r\n", "*2\r\n+OK\r\n$2\r\nab\r\n", "+OK\r\n",
                    "+RESET\r\n", "$3\r\nabc\r\n", "$4\r\nabcd\r\n",
                ])
        }
    }

    private static let source = #"""
        import time

        import gedis

        said = ""


        def sum(a: int, b: int) -> int:
            return a + b


        def fail(number: str) -> int:
            raise gedis.Error("STOCK", number)


        def broken(number: str) -> int:
            raise ValueError(number)


        async def later(number: int) -> int:
            return number


        def nap(seconds: float) -> str:
            time.sleep(seconds)
            return "awake"


        def note(text: str) -> None:
            global said
            said += text


        def notes() -> str:
            return said
        """#
}
