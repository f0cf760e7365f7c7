import GedisCore
import GedisKit
import GedisServer
import TestSupport
import Testing

/// What clients ask and do about those of all threads.
@Suite(.takesTurns) struct ClientListTests {
    @Test func clientsAreListedAndKilled() async throws {
        try await withServer { server, _ in
            let port = try #require(server.ports.first)
            let victim = try RawConnection(port: port)
            #expect(try victim.exchange("client setname victim\r\nclient id\r\n", until: ":1\r\n") == "+OK\r\n:1\r\n")
            let other = try RawConnection(port: port)
            let list = try other.exchange("client list\r\n", until: "\n\r\n")
            #expect(
                list.contains(
                    /id=\d+ addr=127.0.0.1:\d+ laddr=\S+:\d+ fd=\d+ name=victim age=\d+ .* cmd=client\|id user=default redir=-1 resp=2/
                ))
            let address = try #require(list.firstMatch(of: /\ addr=(\S+) laddr=\S+ fd=\d+ name=victim/)?.1)
            #expect(try other.exchange("client kill \(address)\r\n", until: "\r\n") == "+OK\r\n")
            #expect(try victim.read(until: "never") == "")
            #expect(try other.exchange("client kill \(address)\r\n", until: "\r\n") == "-ERR No such client\r\n")
            #expect(try other.exchange("client kill type normal skipme no\r\n", until: "\r\n") == ":1\r\n")
            #expect(try other.read(until: "never") == "")
        }
    }

    @Test func aPauseHoldsUpNamespacesAlone() async throws {
        try await withServer { server, _ in
            let port = try #require(server.ports.first)
            let client = try RawConnection(port: port)
            let other = try RawConnection(port: port)
            #expect(try client.exchange("client pause 100000\r\nping\r\n", until: "PONG\r\n") == "+OK\r\n+PONG\r\n")
            client.send("demo.sync a\r\nping\r\n")
            #expect(try other.exchange("ping\r\n", until: "\r\n") == "+PONG\r\n")
            #expect(try other.exchange("client unpause\r\n", until: "\r\n") == "+OK\r\n")
            #expect(try client.read(until: "PONG\r\n") == "$1\r\na\r\n+PONG\r\n")
            #expect(try client.exchange("client pause 1\r\n", until: "\r\n") == "+OK\r\n")
            #expect(try client.exchange("demo.sync b\r\n", until: "b\r\n") == "$1\r\nb\r\n", "it ends by itself")
        }
    }

    @Test func monitorsSeeTheRequestsOfAllThreads() async throws {
        try await withServer { server, _ in
            let port = try #require(server.ports.first)
            let monitor = try RawConnection(port: port)
            #expect(try monitor.exchange("monitor\r\n", until: "\r\n") == "+OK\r\n")
            let clients = [try RawConnection(port: port), try RawConnection(port: port)]
            // The other threads are told a moment later.
            for client in clients {
                try await eventually {
                    _ = try? client.exchange("auth default secret\r\necho \"a\\\"b\"\r\n", until: "a\"b\r\n")
                    return (try? monitor.read(until: "\"\r\n"))?.contains(#""echo" "a\"b""#) == true
                }
            }
            #expect(try monitor.exchange("reset\r\n", until: "+RESET\r\n").contains("secret") == false)
        }
    }
}
