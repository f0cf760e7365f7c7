import TestSupport
import Testing

/// What Redis' own tools ask of a server.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct RedisToolTests {
    @Test func redisCliLearnsOfTheCommands() async throws {
        try await withScratch { scratch in
            try scratch.write(Source.calc, to: "calc.swift")
            let server = try await scratch.startServer()
            try await scratch.done("server", "add", "main", "calc.swift")
            let list = try await scratch.redisCLI(server.port, "COMMAND", "LIST").split(separator: "\n")
            #expect(list.contains("calc.sum"))
            #expect(list.contains("system.ping"))
            // Subcommands are listed and not counted, as by redis-server.
            let commands = list.filter { !$0.contains("|") }
            #expect(try await scratch.redisCLI(server.port, "COMMAND", "COUNT") == "\(commands.count)")
            let info = try await scratch.redisCLI(server.port, "COMMAND", "INFO", "calc.sum").split(separator: "\n")
            #expect(info.prefix(2) == ["calc.sum", "-2"])
            let docs = try await scratch.redisCLI(server.port, "COMMAND", "DOCS", "calc.sum")
            #expect(docs.contains("Adds two numbers."))
        }
    }

    @Test func aClientGreetsNamesItselfAndAsksForInformation() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            let connection = try RawConnection(port: server.port)
            #expect(try connection.call("HELLO").hasPrefix("*14\r\n$6\r\nserver\r\n$5\r\ngedis\r\n"))
            #expect(try connection.call("HELLO", "3", "SETNAME", "tests").hasPrefix("%7\r\n"))
            #expect(try connection.call("CLIENT", "GETNAME") == "$5\r\ntests\r\n")
            #expect(try connection.call("HELLO", "4").hasPrefix("-NOPROTO "))
            #expect(try connection.call("system.ping") == "+PONG\r\n")
            let info = try await scratch.redisCLI(server.port, "INFO")
            for text in ["# Server", "redis_version:", "connected_clients:", "total_commands_processed:"] {
                #expect(info.contains(text), "\(text)")
            }
            #expect(try connection.call("QUIT") == "+OK\r\n")
            #expect(try connection.rest() == "")
        }
    }

    @Test func redisBenchmarkCallsACommandOfANamespace() async throws {
        try await withScratch { scratch in
            try scratch.write(Source.calc, to: "calc.swift")
            let server = try await scratch.startServer()
            try await scratch.done("server", "add", "main", "calc.swift")
            for words in [["-t", "ping_inline,ping_mbulk"], ["calc.sum", "1", "2"]] {
                let outcome = try await scratch.run(
                    "redis-benchmark", ["-p", "\(server.port)", "-n", "2000", "-c", "10", "-P", "8", "-q"] + words)
                #expect(outcome.code == 0)
                #expect(outcome.output.contains("requests per second"), "\(outcome.output)\(outcome.errors)")
                #expect(!(outcome.output + outcome.errors).lowercased().contains("err"))
            }
        }
    }
}
