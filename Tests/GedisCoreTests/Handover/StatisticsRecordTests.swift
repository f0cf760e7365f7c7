import Testing

@testable import GedisCore

/// Statistics that go on over a restart.
@Suite struct StatisticsRecordTests {
    private func info(_ client: TestClient) -> String { client.send("INFO all\r\n") }

    @Test func whatAProcessCountedIsCountedOn() throws {
        let first = TestClient()
        _ = first.send("PING\r\nPING\r\nNONSENSE\r\nECHO\r\n")
        let record = first.core.statisticsRecord(withoutConnections: 0)
        let next = TestClient()
        _ = next.send("PING\r\n")
        for _ in 0..<2 {
            // The second time it takes the place of the first.
            try next.core.inherit(statistics: record)
            let text = info(next)
            #expect(text.contains("cmdstat_ping:calls=3,"), "\(text)")
            #expect(text.contains("cmdstat_echo:calls=0,") && text.contains("rejected_calls=1"), "\(text)")
            #expect(text.contains("errorstat_ERR:count=2"), "\(text)")
        }
        // And so on to the one after it.
        let last = TestClient()
        try last.core.inherit(statistics: next.core.statisticsRecord(withoutConnections: 1))
        #expect(info(last).contains("cmdstat_ping:calls=3,"))
        _ = last.send("CONFIG RESETSTAT\r\n")
        #expect(!info(last).contains("cmdstat_ping:"))
    }

    @Test func whatIsNoRecordCountsNothing() throws {
        let first = TestClient()
        _ = first.send("PING\r\n")
        let record = first.core.statisticsRecord(withoutConnections: 0)
        let core = TestClient().core
        for count in 0..<record.count {
            #expect(throws: RecordError.self) { try core.inherit(statistics: Array(record[..<count])) }
        }
    }
}

extension TestClient {
    /// The server of the connection.
    fileprivate var core: ServerCore { connection.worker.server }
}
