import GedisKit
import GedisSettings
import Testing

@testable import GedisCore

/// `MULTI` to `EXEC` on one connection.
@Suite struct TransactionTests {
    private let client = TestClient()

    @Test func queuesAndRefuses() {
        #expect(client.send("multi\n") == "+OK\r\n")
        #expect(client.send("demo.sum 1 2\nping\n") == "+QUEUED\r\n+QUEUED\r\n")
        #expect(client.send("multi\n") == "-ERR MULTI calls can not be nested\r\n")
        #expect(client.send("watch a\n") == "-ERR WATCH inside MULTI is not allowed\r\n")
        #expect(client.send("discard\n") == "+OK\r\n")
        #expect(client.send("discard\n") == "-ERR DISCARD without MULTI\r\n")
        #expect(client.send("exec\n") == "-ERR EXEC without MULTI\r\n")
        #expect(client.send("demo.sum 1 2\n") == ":3\r\n")
    }

    @Test(arguments: ["demo.sum 1", "nope", "subscribe a", "monitor"])
    func runsNothingBehindARequestThatWasRefused(request: String) {
        #expect(client.send("multi\n") == "+OK\r\n")
        #expect(client.send("\(request)\n").hasPrefix("-ERR "))
        #expect(client.send("demo.sum 1 2\n") == "+QUEUED\r\n")
        #expect(client.send("exec\n") == "-EXECABORT Transaction discarded because of previous errors.\r\n")
        #expect(client.send("demo.sum 1 2\n") == ":3\r\n")
    }

    @Test func runsNothingBehindAWatchThatWasRefused() {
        #expect(client.send("watch a\n").hasPrefix("-ERR WATCH is not supported"))
        #expect(
            client.send("multi\ndemo.sum 1 2\nexec\n").hasSuffix(
                "+QUEUED\r\n-EXECABORT Transaction discarded because of previous errors.\r\n"))
        #expect(client.send("multi\nexec\n").hasPrefix("+OK\r\n"))
    }

    @Test func endsWithAReset() {
        #expect(client.send("multi\nreset\ndemo.sum 1 2\n") == "+OK\r\n+RESET\r\n:3\r\n")
    }

    @Test func holdsAtMostWhatARequestMay() {
        let large = String(repeating: "x", count: 30_000)
        let client = TestClient { $0.maxRequestSize = 50_000 }
        #expect(client.send("multi\necho \(large)\n") == "+OK\r\n+QUEUED\r\n")
        #expect(client.send("echo \(large)\n").hasPrefix("-ERR the transaction is larger than 50000 bytes"))
        #expect(client.send("exec\n").hasPrefix("-EXECABORT"))
    }
}
