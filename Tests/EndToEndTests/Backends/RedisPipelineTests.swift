import GedisKit
import Glibc
import TestSupport
import Testing

/// `system.get` and `system.set` over a redis backend, which go over a socket of the connection's own thread.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct RedisPipelineTests {
    @Test func aPipelineTakesTheServerFewRequestsAndKeepsItsOrder() async throws {
        try await Self.withServer { redis, connection in
            let keys = (0..<200).map { "key \($0)" }
            connection.send(keys.map { request(["system.set", $0, "value of \($0)"]) }.joined())
            for _ in keys { #expect(try connection.reply() == "+OK\r\n") }
            connection.send(keys.map { request(["system.get", $0]) }.joined())
            for key in keys { #expect(try connection.reply() == bulk("value of \(key)")) }
            // How much of it one read has is the kernel's affair.
            let (reads, writes) = (try await redis.calls(of: "hmget"), try await redis.calls(of: "exec"))
            #expect((1...100).contains(reads), "\(reads)")
            #expect((1...100).contains(writes), "\(writes)")

            // Each read sees the writes before it, and not those behind it.
            connection.send(
                (0..<50).map { request(["system.set", "same", "\($0)"]) + request(["system.get", "same"]) }.joined()
                    + request(["system.set", "\u{e9}", ""]) + request(["system.get", "e\u{301}"])
                    + request(["system.get", "\u{e9}"]) + request(["system.incr", "count", "7"])
                    + request(["system.get", "count"]) + request(["system.delete", "same"])
                    + request(["system.get", "same"]))
            for number in 0..<50 {
                #expect(try connection.reply() == "+OK\r\n")
                #expect(try connection.reply() == bulk("\(number)"))
            }
            for expected in ["+OK\r\n", "$-1\r\n", "$0\r\n\r\n", ":7\r\n", ":7\r\n", ":1\r\n", "$-1\r\n"] {
                #expect(try connection.reply() == expected)
            }
        }
    }

    @Test func whatIsWrongIsSaidInItsPlace() async throws {
        try await Self.withServer { redis, connection in
            connection.send(
                request(["system.set", "a", "1"]) + "*3\r\n$10\r\nsystem.set\r\n$1\r\n\u{1}\r\n$1\r\nx\r\n")
            connection.send(Array(request(["system.get", "?"]).utf8).map { $0 == UInt8(ascii: "?") ? 0xFF : $0 })
            connection.send(request(["system.set", "a"]) + request(["system.get", "a"]))
            #expect(try connection.reply() == "+OK\r\n")
            #expect(try connection.reply() == "+OK\r\n")
            #expect(try connection.reply().hasPrefix("-ERR system.get: argument 1 'key' must be UTF-8 text"))
            #expect(try connection.reply() == "-ERR wrong number of arguments for 'system.set' command\r\n")
            #expect(try connection.reply() == bulk("1"))

            try await redis.call("DEL", "{gedis:system}")
            try await redis.call("SET", "{gedis:system}", "no hash")
            connection.send(request(["system.set", "a", "1"]) + request(["system.get", "a"]))
            for _ in 0..<2 {
                let reply = try connection.reply()
                #expect(
                    reply.hasPrefix("-BACKEND data: WRONGTYPE ") && reply.hasSuffix("(\(redis.socket))\r\n"), "\(reply)"
                )
            }
            try await redis.call("DEL", "{gedis:system}")
            #expect(try connection.call("system.set", "a", "2") == "+OK\r\n")
            #expect(try connection.call("system.get", "a") == bulk("2"))
        }
    }

    @Test func whatExpiresIsReadUntilItHas() async throws {
        try await Self.withServer { redis, connection in
            #expect(try connection.call("system.set", "stays", "1") == "+OK\r\n")
            let words = [
                "local t = redis.call('TIME') redis.call('HSET', KEYS[1], 'goes', '7', '\\255goes', 'ie') "
                    + "redis.call('ZADD', KEYS[2], 0, 'goes', t[1] * 1000 + t[2] / 1000 + ARGV[1], '\\255goes') return 1",
                "2", "{gedis:system}", "{gedis:system}:keys",
            ]
            try await redis.call(["EVAL"] + words + ["3600000"])
            let reads = ["stays", "goes", "none", "stays"].map { request(["system.get", $0]) }.joined()
            connection.send(reads)
            for expected in [bulk("1"), ":7\r\n", "$-1\r\n", bulk("1")] {
                #expect(try connection.reply() == expected)
            }
            // Nobody has been told to remove it when its time is over.
            try await redis.call(["EVAL"] + words + ["-1"])
            connection.send(reads + request(["system.set", "goes", "again"]) + request(["system.get", "goes"]))
            for expected in [bulk("1"), "$-1\r\n", "$-1\r\n", bulk("1"), "+OK\r\n", bulk("again")] {
                #expect(try connection.reply() == expected)
            }
        }
    }

    @Test func aServerThatDoesNotAnswerIsNotWaitedForLonger() async throws {
        try await Self.withServer(["timeout=1"]) { redis, connection in
            #expect(try connection.call("system.set", "a", "1") == "+OK\r\n")
            redis.signal(SIGSTOP)
            connection.send(
                request(["system.get", "a"]) + request(["system.set", "a", "2"]) + request(["system.ping"]))
            let (read, write) = (try connection.reply(), try connection.reply())
            #expect(try connection.reply() == "+PONG\r\n")
            redis.signal(SIGCONT)
            #expect(read == "-BACKEND data: no answer in 1.0 seconds (\(redis.socket))\r\n")
            #expect(
                write == "-BACKEND data: no answer in 1.0 seconds; whether the write was done is not known "
                    + "(\(redis.socket))\r\n")
            try await eventually("it works again") { try connection.call("system.set", "a", "3") == "+OK\r\n" }
            #expect(try connection.call("system.get", "a") == bulk("3"))
        }
    }

    @Test func aUserAuthenticatesOverTLS() async throws {
        try await withScratch { scratch in
            let identity = try await TestAuthority.selfSigned(for: "IP:\(RedisProcess.host)", in: scratch.folder)
            try scratch.makeFolder("redis")
            let options = identity.redisOptions() + ["--user", "gedis", "on", ">secret", "~*", "&*", "+@all"]
            try await RedisProcess.with(in: scratch.path("redis"), options, port: .tls) { redis in
                try await scratch.define(
                    "data",
                    [
                        "type=redis", "addr=\(RedisProcess.host)", "port=\(redis.port)", "ssl=true",
                        "cacert=\(identity.certificate)", "username=gedis", "password=secret",
                    ])
                let server = try await scratch.startServer("dbclient_instance=data")
                let connection = try RawConnection(port: server.port)
                #expect(try connection.call("system.set", "a", "1") == "+OK\r\n")
                let text = String(repeating: "long ", count: 400_000)
                connection.send(
                    ["short", text, "other"].map { request(["system.set", "b", $0]) + request(["system.get", "b"]) }
                        .joined())
                for value in ["short", text, "other"] {
                    #expect(try connection.reply() == "+OK\r\n")
                    let isRight = try connection.reply() == bulk(value)
                    #expect(isRight)
                }
            }
        }
    }

    @Test func anotherBackendIsUsedFromAReloadOn() async throws {
        try await Self.withServer { redis, connection in
            try await RedisProcess.with { other in
                #expect(try connection.call("system.set", "place", "one") == "+OK\r\n")
                try await redis.scratch.done("backend", "set", "data", "unixsocket=\(other.socket)")
                try await redis.scratch.done("server", "reload", "main")
                #expect(try connection.call("system.get", "place") == "$-1\r\n")
                #expect(try connection.call("system.set", "place", "other") == "+OK\r\n")
                #expect(try await other.call("HGET", "{gedis:system}", "place") == .bulk(Array("other".utf8)))
                #expect(try await redis.call("HGET", "{gedis:system}", "place") == .bulk(Array("one".utf8)))
                try redis.scratch.write("type: memory\n", to: "instances/backend/data.yaml")
                try await redis.scratch.done("server", "reload", "main")
                #expect(try connection.call("system.get", "place") == "$-1\r\n")
                #expect(try connection.call("system.set", "place", "memory") == "+OK\r\n")
                #expect(try connection.call("system.get", "place") == bulk("memory"))
            }
        }
    }

    // MARK: - Servers

    /// A redis-server, and the repo of the server in front of it.
    @dynamicMemberLookup
    private struct Store {
        let process: RedisProcess
        let scratch: Scratch

        subscript<T>(dynamicMember path: KeyPath<RedisProcess, T>) -> T { process[keyPath: path] }
        func signal(_ signal: Int32) { process.signal(signal) }
        @discardableResult func call(_ words: String...) async throws -> Value { try await process.call(words) }
        @discardableResult func call(_ words: [String]) async throws -> Value { try await process.call(words) }

        /// How often it was sent a command.
        func calls(of command: String) async throws -> Int {
            let statistics = try await call("INFO", "commandstats").text ?? ""
            return statistics.firstMatch(
                of: try Regex("cmdstat_\(command):calls=(\\d+)", as: (Substring, Substring).self)
            )
            .flatMap { Int($0.1) } ?? 0
        }
    }

    private static func withServer(
        _ settings: [String] = [], _ body: (Store, RawConnection) async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            try await RedisProcess.with { redis in
                try await scratch.define("data", ["type=redis", "unixsocket=\(redis.socket)"] + settings)
                let server = try await scratch.startServer("dbclient_instance=data")
                try await body(Store(process: redis, scratch: scratch), try RawConnection(port: server.port))
            }
        }
    }
}
