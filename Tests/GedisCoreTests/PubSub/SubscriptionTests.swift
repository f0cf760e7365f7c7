import GedisKit
import Testing

@testable import GedisCore

/// What one connection may do and gets while it subscribes.
@Suite struct ListeningTests {
    @Test func byRESP2OnlyListeningIsPossible() {
        let client = TestClient()
        _ = client.send("subscribe a\n")
        #expect(
            client.send("demo.sum 1 2\n")
                == "-ERR Can't execute 'demo.sum': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are "
                + "allowed in this context\r\n")
        #expect(client.send("ping\n") == "*2\r\n$4\r\npong\r\n$0\r\n\r\n")
        #expect(client.send("ping hi\n") == "*2\r\n$4\r\npong\r\n$2\r\nhi\r\n")
        #expect(client.send("unsubscribe a\n") == "*3\r\n$11\r\nunsubscribe\r\n$1\r\na\r\n:0\r\n")
        #expect(client.send("demo.sum 1 2\n") == ":3\r\n")
    }

    @Test func toEndWhatNeverBeganIsConfirmed() {
        let client = TestClient()
        #expect(client.send("unsubscribe\n") == "*3\r\n$11\r\nunsubscribe\r\n$-1\r\n:0\r\n")
        #expect(client.send("punsubscribe x\n") == "*3\r\n$12\r\npunsubscribe\r\n$1\r\nx\r\n:0\r\n")
    }

    @Test func aChannelTwiceIsOne() {
        let client = TestClient()
        #expect(client.send("subscribe a a\n").hasSuffix("$1\r\na\r\n:1\r\n"))
        #expect(client.send("psubscribe a\n").hasSuffix(":2\r\n"), "a pattern of the same name is another")
    }

    @Test func resetEndsListening() {
        let client = TestClient()
        _ = client.send("subscribe a\npsubscribe b\n")
        #expect(client.send("reset\n") == "+RESET\r\n")
        #expect(client.send("demo.sum 1 2\n") == ":3\r\n")
    }
}
