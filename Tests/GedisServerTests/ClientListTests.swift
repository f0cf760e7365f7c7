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

    @Test func filtersAreCombinedAndTheReplyIsACount() async throws {
        try await withServer {
            $0.users = [ServerConfiguration.User(name: "vito", password: "pw")]
            $0.password = "secret"
        } _: { server, _ in
            let port = try #require(server.ports.first)
            func client(_ login: String) throws -> (connection: RawConnection, id: String) {
                let connection = try RawConnection(port: port)
                #expect(try connection.exchange("auth \(login)\r\n", until: "\r\n") == "+OK\r\n")
                let id = try connection.exchange("client id\r\n", until: "\r\n").dropFirst().dropLast()
                return (connection, String(id))
            }
            let own = try client("secret").connection
            func ask(_ request: String) throws -> String { try own.exchange("client \(request)\r\n", until: "\r\n") }
            func addresses(of id: String) throws -> (remote: Substring, local: Substring) {
                let list = try own.exchange("client list id \(id)\r\n", until: "\n\r\n")
                let line = try #require(list.firstMatch(of: /id=\d+ addr=(\S+) laddr=(\S+)/)?.output)
                return (line.1, line.2)
            }
            let (vito, other) = (try client("vito pw"), try client("secret"))
            let subscriber = try client("vito pw")
            #expect(try subscriber.connection.exchange("subscribe a\r\n", until: ":1\r\n").hasPrefix("*3"))
            let place = try addresses(of: vito.id)
            // Every condition has to hold.
            for nobody in [
                "user vito id \(other.id)", "addr \(place.remote) user default", "laddr 127.0.0.1:1",
                "type pubsub user default", "type master", "type replica", "maxage 1000000", "id 1000000",
                "addr \(place.remote) laddr \(place.remote)", "id \(vito.id) id 1000000",
            ] {
                #expect(try ask("kill \(nobody)") == ":0\r\n", "\(nobody)")
            }
            #expect(try ask("kill type pubsub user vito") == ":1\r\n")
            #expect(try subscriber.connection.read(until: "never") == "")
            #expect(try ask("kill addr \(place.remote) laddr \(place.local) user vito type normal") == ":1\r\n")
            #expect(try vito.connection.read(until: "never") == "")
            // All were reached there; whoever asks is spared.
            #expect(try ask("kill laddr \(place.local)") == ":1\r\n")
            #expect(try other.connection.read(until: "never") == "")
            #expect(try own.exchange("client list type pubsub\r\n", until: "\r\n\r\n") == "$0\r\n\r\n")
            #expect(try ask("kill laddr \(place.local) skipme no") == ":1\r\n")
            #expect(try own.read(until: "never") == "")
        }
    }

    @Test(arguments: [
        ("kill", "wrong number of arguments for 'client|kill' command"), ("kill id", "No such client"),
        ("kill id 0", "client-id should be greater than 0"), ("kill id x", "client-id should be greater than 0"),
        ("kill user nobody", "No such user 'nobody'"), ("kill type bla", "Unknown client type 'bla'"),
        ("kill skipme maybe", "syntax error"), ("kill id 5 user", "syntax error"), ("kill foo bar", "syntax error"),
        ("kill maxage x", "maxage is not an integer or out of range"),
        ("kill maxage -1", "maxage should be greater than 0"), ("list id x", "Invalid client ID"),
        ("list id", "syntax error"), ("list type", "syntax error"), ("list type bla", "Unknown client type 'bla'"),
    ])
    func whatIsWrongIsSaidAsRedisDoes(request: String, error: String) async throws {
        try await withServer { server, _ in
            let client = try RawConnection(port: try #require(server.ports.first))
            #expect(try client.exchange("client \(request)\r\n", until: "\r\n") == "-ERR \(error)\r\n")
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
            // The other threads are notified a moment later.
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
