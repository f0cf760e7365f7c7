import GedisKit
import GedisSettings
import TestSupport
import Testing

@testable import GedisCore
@testable import GedisServer

/// How much clients may take.
@Suite(.takesTurns) struct LimitTests {
    @Test func noMoreConnectionsThanMayBe() async throws {
        try await withServer {
            $0.limits.maxConnections = 2
        } _: { server, _ in
            let port = try #require(server.ports.first)
            let first = try RawConnection(port: port)
            #expect(try first.exchange("ping\r\n", until: "\r\n") == "+PONG\r\n")
            do {
                let second = try RawConnection(port: port)
                #expect(try second.exchange("ping\r\n", until: "\r\n") == "+PONG\r\n")
                let third = try RawConnection(port: port)
                #expect(try third.read(until: "never") == "-ERR max number of clients reached\r\n")
            }
            try await eventually { server.openConnections == 1 }
            let fourth = try RawConnection(port: port)
            #expect(try fourth.exchange("ping\r\n", until: "\r\n") == "+PONG\r\n")
        }
    }

    @Test func requestsHaveTheirSize() async throws {
        try await withServer {
            $0.limits.maxArguments = 3
            $0.limits.maxRequestSize = 10
        } _: { server, _ in
            let port = try #require(server.ports.first)
            #expect(
                try RawConnection(port: port).exchange("*4\r\n", until: "\r\n")
                    == "-ERR Protocol error: invalid multibulk length\r\n")
            #expect(
                try RawConnection(port: port).exchange("*1\r\n$11\r\n", until: "\r\n")
                    == "-ERR Protocol error: invalid bulk length\r\n")
        }
    }

    @Test func aStopWaitsAsLongAsIsSaidByThen() async throws {
        try await withServer {
            $0.limits.shutdownTimeout = .seconds(3600)
        } _: { server, gate in
            let client = try RawConnection(port: try #require(server.ports.first))
            client.send("demo.wait\r\n")
            try await eventually { gate.count == 1 }
            var limits = ServerLimits()
            limits.shutdownTimeout = .zero
            await server.use(limits)
            server.stop()
            _ = try client.read(until: "never")
            try await eventually { server.openConnections == 0 }
        }
    }

    @Test func aCallThatTakesTooLongIsCancelled() async throws {
        try await withServer {
            $0.limits.commandTimeout = .milliseconds(100)
        } _: { server, gate in
            let client = try RawConnection(port: try #require(server.ports.first))
            let replies = try client.exchange("demo.wait\r\ndemo.deaf\r\nping\r\n", until: "PONG\r\n")
            #expect(
                replies == "-TIMEOUT demo.wait: took longer than 0 s, and was cancelled\r\n"
                    + "-TIMEOUT demo.deaf: took longer than 0 s, and was cancelled\r\n+PONG\r\n")
            gate.open()
            #expect(try client.exchange("demo.sync a\r\n", until: "a\r\n") == "$1\r\na\r\n")
        }
    }

    @Test func unauthenticatedClientsHaveLittleTime() async throws {
        try await withServer {
            $0.password = "secret"
            $0.limits.handshakeTimeout = .milliseconds(100)
        } _: { server, _ in
            let port = try #require(server.ports.first)
            let known = try RawConnection(port: port)
            #expect(try known.exchange("auth secret\r\n", until: "\r\n") == "+OK\r\n")
            let silent = try RawConnection(port: port)
            #expect(try silent.read(until: "never") == "")
            #expect(try known.exchange("ping\r\n", until: "\r\n") == "+PONG\r\n")
        }
    }

    @Test func whoIsSilentIsClosedAndWhoListensIsNot() async throws {
        try await withServer {
            $0.limits.idleTimeout = .milliseconds(100)
        } _: { server, _ in
            let port = try #require(server.ports.first)
            let listener = try RawConnection(port: port)
            _ = try listener.exchange("subscribe a\r\n", until: ":1\r\n")
            let silent = try RawConnection(port: port)
            #expect(try silent.read(until: "never") == "")
            #expect(try listener.exchange("ping\r\n", until: "\r\n\r\n") == "*2\r\n$4\r\npong\r\n$0\r\n\r\n")
        }
    }
}
