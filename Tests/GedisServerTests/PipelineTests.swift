import GedisCore
import GedisServer
import GedisSettings
import TestSupport
import Testing

/// Requests that a client sends before it reads replies, and those that it sends as one transaction.
@Suite(.takesTurns, .timeLimit(.minutes(2))) struct PipelineTests {
    @Test func aPipelineIsAnsweredWholeThoughItsClientReadsLast() async throws {
        try await withServer { server, _ in
            let client = try RawConnection(port: try #require(server.ports.first))
            let count = 3000
            try client.send(String(repeating: "demo.large\r\n", count: count) + "ping\r\n")
            let replies = try client.read(until: "+PONG\r\n")
            #expect(replies.utf8.count == count * ("$10000\r\n\r\n".utf8.count + 10_000) + "+PONG\r\n".utf8.count)
        }
    }

    @Test func aTransactionRunsItsRequestsOneAfterTheOther() async throws {
        try await withServer { server, gate in
            let client = try RawConnection(port: try #require(server.ports.first))
            try client.send("multi\r\ndemo.sync a\r\ndemo.wait\r\ndemo.wrong b\r\nclient list\r\nexec\r\nping\r\n")
            try await eventually { gate.count == 1 }
            #expect(
                try client.read(until: "+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n")
                    == "+OK\r\n+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n")
            gate.open()
            let replies = try client.read(until: "+PONG\r\n")
            #expect(replies.hasPrefix("*4\r\n$1\r\na\r\n+PASSED\r\n-ERR demo.wrong: b is wrong\r\n$"))
            #expect(replies.contains("cmd=exec"))
        }
    }

    @Test func aTransactionThatTakesTooLongIsCancelled() async throws {
        try await withServer {
            $0.limits.commandTimeout = .milliseconds(50)
        } _: { server, _ in
            let client = try RawConnection(port: try #require(server.ports.first))
            try client.send("multi\r\ndemo.wait\r\ndemo.sync a\r\nexec\r\nping\r\n")
            let replies = try client.read(until: "+PONG\r\n")
            #expect(replies.contains("-TIMEOUT exec"))
            #expect(!replies.contains("$1\r\na"))
        }
    }
}
