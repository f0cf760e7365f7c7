import TestSupport
import Testing

/// What a server has counted, over a restart.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct StatisticsTests {
    /// A number of INFO.
    private func number(_ name: String, _ connection: RawConnection) throws -> Int {
        let info = try connection.call("INFO", "all")
        let line = info.split(whereSeparator: \.isNewline).first { $0.hasPrefix(name) }
        return try #require(line.flatMap { Int($0.dropFirst(name.count).prefix { $0.isNumber }) }, "\(info)")
    }

    @Test func countingGoesOnWithTheProcessThatTakesThePlace() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startServer()
            let connection = try RawConnection(port: server.port)
            for _ in 0..<5 { #expect(try connection.call("system.ping") == "+PONG\r\n") }
            #expect(try connection.call("NONSENSE").hasPrefix("-ERR"))
            let received = try number("total_connections_received:", connection)
            let processed = try number("total_commands_processed:", connection)
            for round in 1...2 {
                try await scratch.done("server", "restart", "main")
                #expect(try number("cmdstat_system.ping:calls=", connection) == 5 * round)
                #expect(try number("errorstat_ERR:count=", connection) >= 1)
                // The tool connects too.
                #expect(try number("total_connections_received:", connection) >= received)
                #expect(try number("total_commands_processed:", connection) > processed)
                for _ in 0..<5 { #expect(try connection.call("system.ping") == "+PONG\r\n") }
            }
        }
    }
}
