import TestSupport
import Testing

/// Whatever bytes a client sends, the server says what is wrong with them where it can, and serves the others.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct HostileInputTests {
    static let namespace = """
        import GedisKit

        struct Odd {
            func fail() throws { throw CommandError("no", code: "ODD") }
            func missing() -> String? { nil }
            func lines() -> String { "one\\r\\ntwo 🦊" }
            func failLines() throws { throw CommandError("one\\r\\ntwo") }
        }

        """

    /// What is sent, and what the server answers before it closes the connection.
    static let refused = [
        ("*1\r\n$600000000\r\n", "-ERR Protocol error: invalid bulk length\r\n"),
        ("*2147483648\r\n", "-ERR Protocol error: invalid multibulk length\r\n"),
        ("*99999999999999999999999\r\n", "-ERR Protocol error: invalid multibulk length\r\n"),
        ("*1\r\n$-1\r\n", "-ERR Protocol error: invalid bulk length\r\n"),
        ("*1\r\n$x\r\n", "-ERR Protocol error: invalid bulk length\r\n"),
        ("*1\r\n:5\r\n", "-ERR Protocol error: expected '$', got ':'\r\n"),
        ("*1\r\n*1\r\n", "-ERR Protocol error: expected '$', got '*'\r\n"),
        ("system.ping \"open\r\n", "-ERR Protocol error: unbalanced quotes in request\r\n"),
        (String(repeating: "x", count: 70000), "-ERR Protocol error: too big inline request\r\n"),
        ("*" + String(repeating: "1", count: 70000), "-ERR Protocol error: too big mbulk count string\r\n"),
    ]

    @Test func answersBytesThatAreNoRequestWithAnErrorAndCloses() async throws {
        try await withServer { port in
            for (bytes, reply) in Self.refused {
                let connection = try RawConnection(port: port)
                connection.send(bytes)
                #expect(try connection.rest() == reply, "\(bytes.prefix(40))")
                try expectAnswer(port)
            }
        }
    }

    @Test func answersWhatCameBeforeTheBytesThatAreNoRequest() async throws {
        try await withServer { port in
            let connection = try RawConnection(port: port)
            connection.send("*1\r\n$11\r\nsystem.ping\r\n*1\r\n$11\r\nsystem.ping\r\n*1\r\n!\r\n")
            #expect(try connection.rest() == "+PONG\r\n+PONG\r\n-ERR Protocol error: expected '$', got '!'\r\n")
        }
    }

    @Test func servesOthersWhenAClientGoesAwayWithinARequest() async throws {
        try await withServer { port in
            for bytes in ["", "*", "*1\r", "*2\r\n$11\r\nsystem", "*1\r\n$11\r\nsystem.ping", "system.ping", "\r\n"] {
                let first = try RawConnection(port: port)
                first.send(bytes)
                try expectAnswer(port)
                first.finish()
                #expect(try first.rest() == "", "\(bytes)")
                try expectAnswer(port)
            }
        }
    }

    @Test func goesOnWithARequestWhoseHalvesComeApart() async throws {
        try await withServer { port in
            let connection = try RawConnection(port: port)
            connection.send("*1\r\n$11\r\nsystem.p")
            try expectAnswer(port)
            connection.send("ing\r\n")
            #expect(try connection.reply() == "+PONG\r\n")
        }
    }

    @Test func passesOverRequestsWithoutWords() async throws {
        try await withServer { port in
            let connection = try RawConnection(port: port)
            connection.send("\r\n\r\n*0\r\n*-1\r\n   \r\n*1\r\n$11\r\nsystem.ping\r\n")
            #expect(try connection.reply() == "+PONG\r\n")
        }
    }

    @Test func readsALineTypedByHand() async throws {
        try await withServer { port in
            let connection = try RawConnection(port: port)
            connection.send("system.ping\r\nSYSTEM.PING\necho \"a b\\x21\" \r\n")
            #expect(try connection.reply() == "+PONG\r\n")
            #expect(try connection.reply() == "+PONG\r\n")
            #expect(try connection.reply() == "$4\r\na b!\r\n")
        }
    }

    @Test func saysThatACommandIsUnknown() async throws {
        try await withServer { port in
            for name in ["nodot", "a.b.c", "", ".", "..", "system.", ".ping", "system.no", "none.ping", "\u{0}\r\n"] {
                let connection = try RawConnection(port: port)
                let reply = try connection.call(name, "argument")
                #expect(reply.hasPrefix("-ERR unknown command"), "\(name): \(reply)")
                #expect(try connection.call("system.ping") == "+PONG\r\n")
                try expectAnswer(port)
            }
        }
    }

    @Test func repliesWhateverACommandDoes() async throws {
        try await withServer { port in
            let connection = try RawConnection(port: port)
            #expect(try connection.call("odd.fail") == "-ODD no\r\n")
            #expect(try connection.call("odd.missing") == "$-1\r\n")
            #expect(try connection.call("odd.lines") == "$13\r\none\r\ntwo 🦊\r\n")
            #expect(try connection.call("odd.faillines") == "-ERR one  two\r\n")
            #expect(try connection.call("system.ping", "one too many").hasPrefix("-ERR wrong number of arguments"))
            #expect(try connection.call("system.ping") == "+PONG\r\n")
        }
    }

    @Test func outlivesRandomBytes() async throws {
        try await withServer { port in
            var generator = SplitMix(seed: 42)
            for _ in 0..<100 {
                let connection = try RawConnection(port: port)
                let start = ["", "*1\r\n$5\r\n", "*3\r\n$", "*"].randomElement(using: &generator) ?? ""
                let count = Int.random(in: 1...5000, using: &generator)
                connection.send(
                    Array(start.utf8) + (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
                connection.finish()
                _ = try connection.rest()
            }
            try expectAnswer(port)
        }
    }

    @Test func letsAClientWithoutThePasswordSendLittle() async throws {
        try await withServer("password=sesame") { port in
            for (bytes, reply) in [
                ("*11\r\n", "-ERR Protocol error: unauthenticated multibulk length\r\n"),
                ("*2\r\n$4\r\nAUTH\r\n$16385\r\n", "-ERR Protocol error: unauthenticated bulk length\r\n"),
                ("*1\r\n$600000000\r\n", "-ERR Protocol error: unauthenticated bulk length\r\n"),
            ] {
                let connection = try RawConnection(port: port)
                connection.send(bytes)
                #expect(try connection.rest() == reply)
            }
            let connection = try RawConnection(port: port)
            #expect(try connection.call("system.ping") == "-NOAUTH Authentication required.\r\n")
            #expect(try connection.call("none.ping") == "-NOAUTH Authentication required.\r\n")
            #expect(try connection.call("AUTH", "wrong").hasPrefix("-WRONGPASS "))
            #expect(try connection.call("AUTH", "sesame") == "+OK\r\n")
            #expect(try connection.call("system.ping") == "+PONG\r\n")
            let long = String(repeating: "x", count: 100_000)
            #expect(try connection.call("ECHO", long) == "$100000\r\n\(long)\r\n")
            connection.send("*1\r\n$600000000\r\n")
            #expect(try connection.rest() == "-ERR Protocol error: invalid bulk length\r\n")
        }
    }

    private func withServer(_ assignments: String..., body: (Int) async throws -> Void) async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            for assignment in assignments { try await scratch.done("server", "set", "main", assignment) }
            try scratch.write(Self.namespace, to: "odd.swift")
            try await scratch.done("server", "add", "main", "odd.swift")
            let server = try await scratch.startAgain()
            try await body(server.port)
            #expect(server.isRunning)
        }
    }

    /// Expects that another client is answered, by the process that was there all along.
    private func expectAnswer(_ port: Int, sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(try RawConnection(port: port).call("PING") == "+PONG\r\n", sourceLocation: sourceLocation)
    }
}
