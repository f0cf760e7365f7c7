import GedisSettings
import Testing

@testable import GedisCore

/// Rates, as clients meet them.
@Suite struct ThrottlingTests {
    private static let slow = [RateRule("demo.sum", calls: 2, per: .hour)]

    @Test func aServerBoundsAllClientsTogether() {
        let client = TestClient { $0.rates = Self.slow }
        #expect(client.send("demo.sum 1 2\n") == ":3\r\n")
        #expect(client.send("DEMO.SUM 1 2\n") == ":3\r\n")
        #expect(client.send("demo.sum 1 2\n").hasPrefix("-THROTTLED retry in "))
        #expect(client.send("ping\n") == "+PONG\r\n")
        #expect(client.send("multi\ndemo.sum 1 2\nexec\n").contains("-EXECABORT"))
    }

    @Test func whatIsLookedAtAgainAfterAPauseIsCountedOnce() {
        let client = TestClient { $0.rates = Self.slow }
        client.connection.worker.isPaused = true
        #expect(client.send("demo.sum 1 2\n") == "")
        client.connection.worker.isPaused = false
        #expect(client.goOn() == ":3\r\n")
        #expect(client.send("demo.sum 1 2\n") == ":3\r\n")
        #expect(client.send("demo.sum 1 2\n").hasPrefix("-THROTTLED retry in "))
    }

    @Test func aUserIsBoundAlone() {
        let client = TestClient(users: [
            ServerConfiguration.User(name: "vito", password: "pw", rates: Self.slow),
            ServerConfiguration.User(name: "root", password: "pw"),
        ])
        _ = client.send("auth vito pw\n")
        for _ in 0..<2 { #expect(client.send("demo.sum 1 2\n") == ":3\r\n") }
        #expect(client.send("demo.sum 1 2\n").hasPrefix("-THROTTLED retry in "))
        _ = client.send("auth root pw\n")
        for _ in 0..<9 { #expect(client.send("demo.sum 1 2\n") == ":3\r\n") }
    }

    @Test func whatIsRefusedForOtherReasonsIsNotCounted() {
        let client = TestClient(users: [
            ServerConfiguration.User(name: "vito", password: "pw", commands: ["-*"], rates: Self.slow)
        ])
        _ = client.send("auth vito pw\n")
        for _ in 0..<5 { #expect(client.send("demo.sum 1 2\n").hasPrefix("-NOPERM")) }
    }
}
