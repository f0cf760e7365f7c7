import TestSupport
import Testing

/// Reloading the namespaces of a server that has clients.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct ReloadTests {
    @Test func aSourceThatWasEditedInTheRepoIsLiveAfterAReload() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try scratch.write(Source.greeter("hello"), to: "calc.swift")
            try await scratch.done("server", "add", "main", "calc.swift")
            try scratch.write(Source.greeter("goodbye"), to: "instances/server/main/calc.swift")
            #expect(try await scratch.redisCLI(server.port, "calc.greet") == "hello")
            let reloaded = try await scratch.done("server", "reload", "main")
            #expect(reloaded.wholeMatch(of: #/reloaded main in \d+\.\d s/#) != nil)
            #expect(try await scratch.redisCLI(server.port, "calc.greet") == "goodbye")

            try scratch.write(Source.broken, to: "instances/server/main/calc.swift")
            let refused = try await scratch.gedis("server", "reload", "main")
            #expect(refused.code == 5)
            #expect(
                refused.errors.contains("calc.swift:4:37: error: cannot find 'missing' in scope"), "\(refused.errors)")
            #expect(try await scratch.redisCLI(server.port, "calc.greet") == "goodbye")

            try await scratch.done("server", "stop", "main")
            #expect(try await scratch.gedis("server", "reload", "main").code == 3)
        }
    }

    /// The command waits until a file is there, so that it certainly runs while the namespaces are swapped.
    @Test func aCallThatRunsEndsAsItBegan() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try scratch.write(Source.waiter("old"), to: "waiter.swift")
            try await scratch.done("server", "add", "main", "waiter.swift")
            let connection = try RawConnection(port: server.port)
            let started = scratch.path("started")
            let gate = scratch.path("gate")
            connection.send("waiter.wait \(started) \(gate)\r\nwaiter.version\r\n")
            let other = try RawConnection(port: server.port)
            #expect(try other.call("waiter.until", started) == "+OK\r\n")

            try scratch.write(Source.waiter("new"), to: "waiter.swift")
            try await scratch.done("server", "add", "main", "waiter.swift")
            #expect(try RawConnection(port: server.port).call("waiter.version") == "$3\r\nnew\r\n")
            try scratch.write("", to: "gate")
            #expect(try connection.reply() == "$3\r\nold\r\n")
            #expect(try connection.reply() == "$3\r\nnew\r\n")
        }
    }

    @Test func theNamespacesThatDidNotChangeKeepTheirState() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try scratch.write(Source.counter, to: "counter.swift")
            try await scratch.done("server", "add", "main", "counter.swift")
            #expect(try await scratch.redisCLI(server.port, "counter.next") == "1")
            try scratch.write(Source.calc, to: "calc.swift")
            try await scratch.done("server", "add", "main", "calc.swift")
            #expect(try await scratch.redisCLI(server.port, "counter.next") == "2")
        }
    }

    @Test func aNamespaceOfTheNameSystemTakesThePlaceOfTheBuiltInOne() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try scratch.write(Source.greeter("mine"), to: "system.swift")
            try await scratch.done("server", "add", "main", "system.swift")
            #expect(try await scratch.redisCLI(server.port, "system.greet") == "mine")
            #expect(try await scratch.redisCLI(server.port, "system.ping").hasPrefix("ERR unknown command"))
            try await scratch.done("server", "remove", "main", "system", "--force")
            #expect(try await scratch.redisCLI(server.port, "system.ping") == "PONG")
        }
    }
}
