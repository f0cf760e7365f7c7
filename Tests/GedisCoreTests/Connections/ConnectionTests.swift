import GedisKit
import Testing

@testable import GedisCore

/// The core of a connection, without sockets: bytes in, replies out.
@Suite struct ConnectionTests {
    @Test(arguments: [
        ("*1\r\n$4\r\nping\r\n", "+PONG\r\n"),
        ("PING\r\nping hello\r\n", "+PONG\r\n$5\r\nhello\r\n"),
        ("demo.SUM 1 2\n", ":3\r\n"),
        ("demo.sum 1\n", "-ERR wrong number of arguments for 'demo.sum' command\r\n"),
        ("demo.sum 1 2 3\n", "-ERR wrong number of arguments for 'demo.sum' command\r\n"),
        ("demo.sum 1 two\n", "-ERR demo.sum: argument 2 'b' must be an integer, got \"two\"\r\n"),
        ("nope a b\n", "-ERR unknown command 'nope', with args beginning with: 'a' 'b' \r\n"),
        ("demo\n", "-ERR unknown command 'demo', with args beginning with: \r\n"),
        ("demo.sum.x\n", "-ERR unknown command 'demo.sum.x', with args beginning with: \r\n"),
        ("\"\"\n", "-ERR unknown command '', with args beginning with: \r\n"),
        ("demo.throw\n", "-ERR demo.throw: broken\r\n"),
        ("demo.refuse\n", "-NOPE two  lines\r\n"),
        ("demo.halfway\n", "-ERR demo.halfway: broken\r\n"),
        ("select 0\nselect 1\n", "+OK\r\n-ERR DB index is out of range\r\n"),
        ("client setname a\nclient getname\n", "+OK\r\n$1\r\na\r\n"),
        ("config get save\n", "*2\r\n$4\r\nsave\r\n$0\r\n\r\n"),
        ("hello 4\n", "-NOPROTO unsupported protocol version\r\n"),
        ("command count x\n", "-ERR wrong number of arguments for 'command|count' command\r\n"),
    ])
    func replies(request: String, expected: String) {
        let client = TestClient()
        #expect(client.send(request) == expected)
        #expect(!client.isClosed)
        // Byte by byte it is the same.
        let slow = TestClient()
        #expect(request.utf8.map { slow.send([$0]) }.joined() == expected)
    }

    @Test func aProtocolErrorEndsTheConnection() {
        let client = TestClient()
        #expect(
            client.send("PING\r\n*1\r\n:1\r\nPING\r\n") == "+PONG\r\n-ERR Protocol error: expected '$', got ':'\r\n")
        #expect(client.isClosed)
        #expect(client.send("PING\r\n") == "")
    }

    @Test(arguments: ["POST / HTTP/1.1\r\n", "Host: localhost\r\n", "QUIT\r\n"])
    func whatEndsTheConnection(request: String) {
        let client = TestClient()
        let reply = client.send(request + "PING\r\n")
        #expect(reply.split(separator: "\r\n").count == 1)
        #expect(client.isClosed)
    }

    @Test func helloChoosesTheVersion() {
        let client = TestClient()
        #expect(client.send("demo.pair\n") == "*2\r\n$1\r\na\r\n:1\r\n")
        #expect(client.send("hello 3\n").hasPrefix("%7\r\n$6\r\nserver\r\n$5\r\ngedis\r\n"))
        #expect(client.send("demo.pair\n") == "%1\r\n$1\r\na\r\n:1\r\n")
        #expect(client.send("reset\ndemo.pair\n") == "+RESET\r\n*2\r\n$1\r\na\r\n:1\r\n")
    }

    @Test func aPasswordIsAskedFor() {
        let client = TestClient(password: "secret")
        #expect(client.send("ping\n") == "-NOAUTH Authentication required.\r\n")
        #expect(client.send("demo.sum 1 2\n") == "-NOAUTH Authentication required.\r\n")
        let wrong = "-WRONGPASS invalid username-password pair or user is disabled.\r\n"
        for attempt in ["auth secre", "auth secret2", "auth other secret", "auth \"\"", "auth default wrong"] {
            #expect(client.send(attempt + "\n") == wrong)
        }
        #expect(client.send("hello 3 auth default wrong\n") == wrong)
        #expect(client.send("hello 3\n").hasPrefix("-NOAUTH HELLO must be called"))
        #expect(client.send("auth secret\nping\n") == "+OK\r\n+PONG\r\n")
        #expect(client.send("reset\nping\n") == "+RESET\r\n-NOAUTH Authentication required.\r\n")
        #expect(client.send("hello 2 auth default secret setname me\n").hasPrefix("*14\r\n"))
        #expect(client.send("client getname\n") == "$2\r\nme\r\n")
    }

    @Test func unauthenticatedClientsGetSmallLimits() {
        #expect(
            TestClient(password: "secret").send("*11\r\n")
                == "-ERR Protocol error: unauthenticated multibulk length\r\n")
        #expect(
            TestClient(password: "secret").send("*1\r\n$16385\r\n")
                == "-ERR Protocol error: unauthenticated bulk length\r\n")
    }

    @Test func whatFollowsACallWaitsForIt() throws {
        let client = TestClient()
        #expect(client.send("ping\ndemo.later\nping\n") == "+PONG\r\n")
        #expect(client.send("demo.sum 1 2\n") == "", "the call has not ended")
        #expect(client.connection.backlog > 0)
        try client.endCall { $0.simple("LATE") }
        #expect(client.output == "+LATE\r\n+PONG\r\n:3\r\n")
        #expect(client.connection.backlog == 0)
    }

    @Test func muchOutputIsSentBeforeMoreIsMade() {
        let client = TestClient()
        let count = 3 * Connection.outputLimit / 1000
        let replies = client.send(String(repeating: "demo.long\n", count: count))
        #expect(replies.utf8.count == count * 1009)
        #expect(client.pauses > 1)
    }

    @Test func aNewTableIsSeenByTheNextRequest() {
        let client = TestClient()
        #expect(client.send("demo.sum 1 2\n") == ":3\r\n")
        client.connection.worker.use(Commands(clients: []))
        #expect(client.send("demo.sum 1 2\n").hasPrefix("-ERR unknown command 'demo.sum'"))
        let other = Command(name: "sum", handler: .synchronous { _, reply in reply.simple("OTHER") })
        client.connection.worker.use(Commands(clients: [Namespace(name: "demo", commands: [other])]))
        #expect(client.send("demo.sum\n") == "+OTHER\r\n")
    }
}
