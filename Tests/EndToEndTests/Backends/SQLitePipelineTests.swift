import GedisKit
import TestSupport
import Testing

/// `system.get` and `system.set` over a SQLite file: those that arrive together share transactions.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct SQLitePipelineTests {
    @Test func aReadSeesTheWritesBeforeItAndNotThoseBehindIt() async throws {
        try await withScratch { scratch in
            try await scratch.define("data", ["type=sqlite"])
            let connection = try RawConnection(port: try await scratch.startServer("dbclient_instance=data").port)
            let (get, long) = (request(["system.get", "same"]), String(repeating: "long ", count: 10_000))
            connection.send(
                (0..<100).map { request(["system.set", "same", "\($0)"]) + get + get }.joined()
                    + request(["system.set", "", ""]) + request(["system.set", "\u{e9}", "\0"])
                    + ["", "\u{e9}", "e\u{301}"].map { request(["system.get", $0]) }.joined()
                    + request(["system.set", "long", long]) + request(["system.get", "long"]) + request(["system.get"])
                    + request(["system.incr", "count", "7"]) + request(["system.get", "count"])
                    + request(["system.delete", "same"]) + get)
            for number in 0..<100 {
                #expect(try connection.reply() == "+OK\r\n")
                for _ in 0..<2 { #expect(try connection.reply() == bulk("\(number)")) }
            }
            for expected in ["+OK\r\n", "+OK\r\n", bulk(""), bulk("\0"), "$-1\r\n", "+OK\r\n", bulk(long)] {
                let isRight = try connection.reply() == expected
                #expect(isRight, "\(expected.prefix(20))")
            }
            #expect(try connection.reply() == "-ERR wrong number of arguments for 'system.get' command\r\n")
            for expected in [":7\r\n", ":7\r\n", ":1\r\n", "$-1\r\n"] { #expect(try connection.reply() == expected) }
        }
    }

    @Test func whatAnotherServerWritesIsSeenByTheNextRead() async throws {
        try await withScratch { scratch in
            try await scratch.define("data", ["type=sqlite"])
            let connection = try RawConnection(port: try await scratch.startServer("dbclient_instance=data").port)
            try await scratch.done("server", "create", "other", "port=0", "dbclient_instance=data")
            let greeting = try await scratch.done("server", "start", "other", "--detach")
            let other = try RawConnection(port: try RunningServer(greeting: greeting).port)
            let gets = String(repeating: request(["system.get", "a"]), count: 50)
            for turn in 0..<100 {
                // Neither keeps the other from writing, however much it reads.
                #expect(try (turn % 2 == 0 ? other : connection).call("system.set", "a", "\(turn)") == "+OK\r\n")
                for reader in [connection, other] {
                    reader.send(gets)
                    for _ in 0..<50 { #expect(try reader.reply() == bulk("\(turn)")) }
                }
            }
        }
    }
}
