import GedisKit
import Testing

@testable import GedisCore

@Suite struct ClientCommandTests {
    @Test func repliesCanBeTurnedOff() {
        let client = TestClient()
        #expect(client.send("client reply off\nping\ndemo.sum 1 2\nnope\n") == "")
        #expect(client.send("client reply on\nping\n") == "+OK\r\n+PONG\r\n")
        #expect(client.send("client reply skip\nping\nping\n") == "+PONG\r\n")
        #expect(client.send("client reply maybe\n") == "-ERR syntax error\r\n")
    }

    @Test func aMutedCallSaysNothing() throws {
        let client = TestClient()
        #expect(client.send("client reply skip\ndemo.later\nping\n") == "")
        try client.endCall { $0.simple("LATE") }
        #expect(client.output == "+PONG\r\n")
    }
}
