import GedisKit
import GedisSettings
import InMemoryLogging
import Logging
import TestSupport
import Testing

@testable import GedisCore
@testable import GedisServer

/// What the log says of connections that are refused.
@Suite(.takesTurns) struct RefusalTests {
    private let log = InMemoryLogHandler()
    private var logger: Logger { Logger(label: "test") { [log] _ in log } }

    /// How many connections each line counts.
    private func counts(_ reason: Refusals.Reason) -> [Int] {
        log.entries.filter { $0.level == .warning && $0.message == "refusing connections: \(reason.rawValue)" }
            .map { Int($0.metadata["refused"].map { "\($0)" } ?? "") ?? -1 }
    }

    @Test func aFloodIsOneLineASecond() {
        let refusals = Refusals()
        let start = ContinuousClock.now
        for _ in 0..<1000 { refusals.add(.full, to: logger, at: start) }
        refusals.logPending(to: logger, at: start + .milliseconds(999))
        #expect(counts(.full) == [1])
        refusals.logPending(to: logger, at: start + .seconds(1))
        refusals.logPending(to: logger, at: start + .seconds(2))
        #expect(counts(.full) == [1, 999])
        refusals.add(.full, to: logger, at: start + .seconds(2))
        #expect(counts(.full) == [1, 999, 1])
    }

    @Test func oneReasonDoesNotHideAnother() {
        let refusals = Refusals()
        let start = ContinuousClock.now
        refusals.add(.full, to: logger, at: start)
        refusals.add(.noDescriptors, to: logger, at: start)
        #expect(counts(.full) == [1])
        #expect(counts(.noDescriptors) == [1])
    }

    @Test func allThatAServerRefusesAreReported() async throws {
        try await withServer(logger: logger) {
            $0.limits.maxConnections = 1
        } _: { server, _ in
            let port = try #require(server.ports.first)
            let first = try RawConnection(port: port)
            #expect(try first.exchange("ping\r\n", until: "\r\n") == "+PONG\r\n")
            for _ in 0..<50 {
                #expect(try RawConnection(port: port).read(until: "never") == "-ERR max number of clients reached\r\n")
            }
            try await eventually { counts(.full).reduce(0, +) == 50 }
        }
    }

    @Test func unauthenticatedClientsAreReportedTogether() async throws {
        try await withServer(logger: logger) {
            $0.password = "secret"
            $0.limits.handshakeTimeout = .milliseconds(100)
        } _: { server, _ in
            let port = try #require(server.ports.first)
            let first = try RawConnection(port: port)
            let second = try RawConnection(port: port)
            #expect(try first.read(until: "never") == "")
            #expect(try second.read(until: "never") == "")
            try await eventually { counts(.unauthenticated).reduce(0, +) == 2 }
        }
    }
}
