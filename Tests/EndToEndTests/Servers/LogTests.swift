import TestSupport
import Testing

/// What a detached server has logged.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct LogTests {
    @Test func theLogBeginsWithTheAddressesAndEndsWithTheStop() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            #expect(try await scratch.gedis("server", "logs", "main").code == 3)
            let server = try await scratch.startAgain()
            try await scratch.done("server", "stop", "main")
            let log = try await scratch.done("server", "logs", "main").split(separator: "\n")
            #expect(
                log.first?.contains(" info     listening · addresses=\"127.0.0.1:\(server.port) ") == true, "\(log)")
            #expect(log.last?.contains("stopped") == true)
            #expect(try await scratch.done("server", "logs", "main", "--lines", "1") == log.last.map(String.init))
        }
    }

    @Test func followingPrintsWhatIsLoggedLater() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            try await scratch.lines(of: "server", "logs", "main", "--follow") { lines in
                #expect(try await lines.next()?.contains("127.0.0.1:\(server.port)") == true)
                try await scratch.done("server", "stop", "main")
                while let line = try await lines.next() { if line.contains("stopped") { return } }
                Issue.record("the stop was not printed")
            }
        }
    }
}
