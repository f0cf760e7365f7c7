import GedisCore
import GedisServer
import GedisSettings
import InMemoryLogging
import Logging
import Synchronization
import TestSupport
import Testing

/// What goes on beside commands that keep their threads.
@Suite(.takesTurns, .timeLimit(.minutes(2))) struct StuckThreadTests {
    private let log = InMemoryLogHandler()
    private var logger: Logger { Logger(label: "test") { [log] _ in log } }

    @Test func newConnectionsAreServedByThreadsThatMove() async throws {
        try await withServer(logger: logger) { _ in
        } _: { server, gate in
            let port = try #require(server.ports.first)
            // As many as there are threads: then another thread serves.
            for count in 1...2 {
                let stuck = try RawConnection(port: port)
                try stuck.send("demo.block\r\n")
                try await eventually { gate.blocked.withLock { $0 } == count }
                try await eventually { server.core.hasThread(stuckIn: "demo.block") }
                for _ in 0..<10 {
                    #expect(try RawConnection(port: port).exchange("ping\r\n", until: "\r\n") == "+PONG\r\n")
                }
            }
            let other = try RawConnection(port: port)
            #expect(try other.exchange("client list\r\n", until: "\n\r\n").contains("cmd=client|list"))
            await server.use([.waiting(at: gate)])
            try await eventually { warnings.contains { $0.contains("keeps its thread") } }
        }
    }

    @Test func aCallThatSpinsOnceItIsCancelledKeepsNoThread() async throws {
        try await withServer {
            $0.threads = 1
            $0.limits.commandTimeout = .milliseconds(50)
        } _: { server, gate in
            let port = try #require(server.ports.first)
            let spinning = try RawConnection(port: port)
            #expect(try spinning.exchange("demo.spin\r\n", until: "\r\n").hasPrefix("-TIMEOUT"))
            #expect(try spinning.exchange("ping\r\n", until: "\r\n") == "+PONG\r\n")
            #expect(try RawConnection(port: port).exchange("ping\r\n", until: "\r\n") == "+PONG\r\n")
        }
    }

    @Test func aCallWhoseClientIsGoneKeepsNoThread() async throws {
        try await withServer {
            $0.threads = 1
        } _: { server, gate in
            let port = try #require(server.ports.first)
            do {
                let spinning = try RawConnection(port: port)
                try spinning.send("demo.spin\r\nping\r\n")
                try await eventually { server.openConnections == 1 }
            }
            let other = try RawConnection(port: port)
            try await eventually { server.openConnections == 1 }
            #expect(try other.exchange("ping\r\n", until: "\r\n") == "+PONG\r\n")
        }
    }

    private var warnings: [String] { log.entries.filter { $0.level == .warning }.map { "\($0.message)" } }
}

extension ServerCore {
    fileprivate func hasThread(stuckIn command: String) -> Bool {
        stuck.contains { $0.commands == [command] }
    }
}
