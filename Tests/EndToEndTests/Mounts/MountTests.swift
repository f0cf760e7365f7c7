import Foundation
import TestSupport
import Testing

/// Namespaces that are mounted from a redis-server.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct MountTests {
    @Test func sendsCallsOnAndRepliesAsTheServerDoes() async throws {
        try await RedisProcess.with(port: .tcp) { redis in
            try await withScratch { scratch in
                let server = try await scratch.startServer()
                let added = try await scratch.done(
                    "server", "add", "main", "--mount", "redis://127.0.0.1:\(redis.port)", "--as", "cache")
                #expect(
                    added.contains(#/^added namespace cache · \d+ commands of 127\.0\.0\.1:\d+ · live in /#), "\(added)"
                )
                let connection = try RawConnection(port: server.port)
                #expect(try connection.call("cache.set", "k", "v\r\n") == "+OK\r\n")
                #expect(try connection.call("CACHE.GET", "k") == "$3\r\nv\r\n\r\n")
                #expect(try connection.call("cache.get", "nothing") == "$-1\r\n")
                #expect(try connection.call("cache.incr", "k") == "-ERR value is not an integer or out of range\r\n")
                #expect(
                    try connection.call("cache.get") == "-ERR wrong number of arguments for 'cache.get' command\r\n")
                #expect(try connection.call("cache.nope").hasPrefix("-ERR unknown command 'cache.nope'"))
                #expect(try connection.call("cache.hset", "h", "a", "1") == ":1\r\n")
                #expect(try connection.call("cache.hgetall", "h") == "*2\r\n$1\r\na\r\n$1\r\n1\r\n")
                connection.send(request(["hello", "3"]))
                _ = try connection.reply()
                #expect(try connection.call("cache.hgetall", "h") == "%1\r\n$1\r\na\r\n$1\r\n1\r\n")
                #expect(try connection.call("cache.get", "nothing") == "_\r\n")

                // What is answered here comes in its place among what is answered there.
                let many = (0..<3000).map { number in
                    let own = number % 7 == 0
                    return (
                        request(own ? ["echo", "\(number)"] : ["cache.echo", "\(number)"]),
                        "$\("\(number)".utf8.count)\r\n\(number)\r\n"
                    )
                }
                connection.send(many.map(\.0).joined())
                for (_, reply) in many { #expect(try connection.reply() == reply) }

                let large = String(repeating: "x", count: 3_000_000)
                #expect(try connection.call("cache.set", "large", large) == "+OK\r\n")
                #expect(try connection.call("cache.get", "large") == "$3000000\r\n\(large)\r\n")

                // In a transaction, over HTTP's way and by CLIENT REPLY the calls go another way to the same server.
                connection.send(request(["multi"]) + request(["cache.incr", "n"]) + request(["exec"]))
                #expect(try connection.reply() == "+OK\r\n")
                #expect(try connection.reply() == "+QUEUED\r\n")
                #expect(try connection.reply() == "*1\r\n:1\r\n")
                connection.send(
                    request(["client", "reply", "skip"]) + request(["cache.incr", "n"]) + request(["cache.get", "n"]))
                #expect(try connection.reply() == "$1\r\n2\r\n")
                try await scratch.done("server", "remove", "main", "cache")
                #expect(try connection.call("cache.get", "k").hasPrefix("-ERR unknown command"))
            }
        }
    }

    private static let refused = [
        ["subscribe", "a"], ["monitor"], ["blpop", "a", "0"], ["wait", "0", "0"], ["multi"], ["exec"], ["watch", "a"],
        ["auth", "x"], ["hello"], ["select", "1"], ["client", "list"], ["reset"], ["quit"],
    ]

    @Test func refusesWhatASharedConnectionCannotDo() async throws {
        try await RedisProcess.with(port: .tcp) { redis in
            try await withScratch { scratch in
                let server = try await scratch.startServer("namespaces.cache.mount=redis://127.0.0.1:\(redis.port)")
                let connection = try RawConnection(port: server.port)
                var names = ""
                try await eventually {
                    names = try await scratch.redisCLI(server.port, "command", "list")
                    return names.contains("cache.get\n")
                }
                for words in Self.refused {
                    connection.send(request(["cache." + words[0]] + words.dropFirst()))
                    let reply = try connection.reply()
                    #expect(
                        reply.hasPrefix("-ERR cache.\(words[0]) ") && !reply.contains("unknown command"), "\(reply)")
                    #expect(!names.contains("cache.\(words[0])\n"))
                }
                // What may wait is refused where it is asked to.
                let blocking = try connection.call("cache.xread", "BLOCK", "0", "STREAMS", "s", "$")
                #expect(blocking.hasPrefix("-ERR cache.xread with BLOCK waits"), "\(blocking)")
                #expect(try connection.call("cache.xread", "STREAMS", "s", "0") == "$-1\r\n")
            }
        }
    }

    @Test func startsWithoutTheServerAndFindsItWhenItComes() async throws {
        try await withScratchFolder { folder in
            try await withScratch { scratch in
                let redis = RedisProcess(in: folder, port: 0)
                let server = try await scratch.startServer("namespaces.cache.mount=unix://\(redis.socket)")
                let connection = try RawConnection(port: server.port)
                let missing = try connection.call("cache.get", "k")
                #expect(
                    missing.hasPrefix(
                        "-MOUNT cache: could not connect to \(redis.socket): no such file or directory; "),
                    "\(missing)")
                let status = try await scratch.done("server", "status", "main", "--output", "json")
                #expect(status.contains("not there"), "\(status)")
                let validated = try await scratch.gedis("config", "validate")
                #expect(validated.code == 0 && validated.output.contains("namespaces.cache.mount: could not connect"))

                try await redis.start()
                try await eventually { try connection.call("cache.get", "k") == "$-1\r\n" }
                try await eventually {
                    try await scratch.redisCLI(server.port, "command", "list").contains("cache.get")
                }
                redis.kill()
                #expect(try connection.call("cache.get", "k").hasPrefix("-MOUNT cache: "))
                try await redis.start()
                try await eventually { try connection.call("cache.set", "k", "v") == "+OK\r\n" }
                redis.kill()
            }
        }
    }

    @Test func endsCallsThatAreNotAnsweredInTime() async throws {
        try await RedisProcess.with(port: .tcp) { redis in
            try await withScratch { scratch in
                let server = try await scratch.startServer(
                    "namespaces.cache.mount=redis://127.0.0.1:\(redis.port)", "namespaces.cache.mount_timeout=1")
                let connection = try RawConnection(port: server.port)
                #expect(try connection.call("cache.set", "k", "v") == "+OK\r\n")
                redis.signal(SIGSTOP)
                let reply = try connection.call("cache.get", "k")
                #expect(reply.hasPrefix("-MOUNT cache: ") || reply.hasPrefix("-TIMEOUT cache.get: "), "\(reply)")
                #expect(try connection.call("ping") == "+PONG\r\n")
                redis.signal(SIGCONT)
                try await eventually { try connection.call("cache.get", "k") == "$1\r\nv\r\n" }
            }
        }
    }

    @Test func keepsThePasswordOfAURLToItself() async throws {
        try await RedisProcess.with(["--requirepass", "s3cret"], port: .tcp) { redis in
            try await withScratch { scratch in
                let server = try await scratch.startServer()
                let place = "127.0.0.1:\(redis.port)"
                try await scratch.done("server", "add", "main", "--mount", "redis://:s3cret@\(place)", "--as", "cache")
                let text = try scratch.read("instances/server/main.yaml")
                #expect(text.contains("mount: redis://\(place)") && text.contains("mount_password: sealed:"), "\(text)")
                #expect(!text.contains("s3cret"))
                let connection = try RawConnection(port: server.port)
                #expect(try connection.call("cache.set", "k", "v") == "+OK\r\n")

                // Written by hand: taken, with a warning, and not shown.
                try scratch.write(
                    "port: 0\nnamespaces:\n  cache:\n    mount: redis://:s3cret@\(place)\n",
                    to: "instances/server/main.yaml")
                let shown = try await scratch.gedis("server", "show", "main")
                #expect(!(shown.output + shown.errors).contains("s3cret"))
                let validated = try await scratch.gedis("config", "validate")
                #expect(validated.output.contains("a password stands in the URL in plain text"), "\(validated.output)")
                #expect(!(validated.output + validated.errors).contains("s3cret"))
                try await scratch.done("server", "reload", "main")
                #expect(try connection.call("cache.get", "k") == "$1\r\nv\r\n")
                let refused = try await scratch.gedis(
                    "server", "set", "main", "namespaces.cache.mount=redis://:s3cret@\(place)")
                #expect(refused.code == 2 && !refused.errors.contains("s3cret"), "\(refused.errors)")

                try scratch.write(
                    "port: 0\nnamespaces:\n  cache:\n    mount: redis://:wr0ng@\(place)\n",
                    to: "instances/server/main.yaml")
                try await scratch.done("server", "reload", "main")
                let reply = try connection.call("cache.get", "k")
                #expect(reply.hasPrefix("-MOUNT cache: ") && reply.contains("refused the password"), "\(reply)")
                #expect(!reply.contains("wr0ng"))
            }
        }
    }

    @Test func passesAnythingToAServerThatDoesNotSayWhatItHas() async throws {
        let options = ["--rename-command", "COMMAND", "", "--rename-command", "HELLO", ""]
        try await RedisProcess.with(options, port: .tcp) { redis in
            try await withScratch { scratch in
                let server = try await scratch.startServer("namespaces.cache.mount=redis://127.0.0.1:\(redis.port)")
                let connection = try RawConnection(port: server.port)
                #expect(try connection.call("cache.set", "k", "v") == "+OK\r\n")
                #expect(try connection.call("cache.nope").hasPrefix("-ERR unknown command 'nope'"))
                #expect(try connection.call("cache.subscribe", "a").hasPrefix("-ERR cache.subscribe is followed by"))
                // Its replies are in RESP2, and rewritten.
                connection.send(request(["hello", "3"]))
                _ = try connection.reply()
                #expect(try connection.call("cache.get", "nothing") == "_\r\n")
                #expect(try connection.call("cache.mget", "k", "nothing") == "*2\r\n$1\r\nv\r\n_\r\n")
            }
        }
    }

    @Test func countsAndRefusesMountedCommandsAsOthers() async throws {
        try await RedisProcess.with(port: .tcp) { redis in
            try await withScratch { scratch in
                let server = try await scratch.startServer(
                    "namespaces.cache.mount=redis://127.0.0.1:\(redis.port)", "users.reader.password=pw",
                    "users.reader.commands=cache.* -cache.flushall", "slowlog_milliseconds=1", "web.port=0",
                    "users.reader.rates=cache.echo: 1/h", "users.root.password=pw")
                func ask(_ words: String...) async throws -> String {
                    let account = ["-p", "\(server.port)", "--user", "root", "--pass", "pw", "--no-auth-warning"]
                    return try await scratch.run("redis-cli", account + words).output
                }
                let connection = try RawConnection(port: server.port)
                #expect(try connection.call("auth", "reader", "pw") == "+OK\r\n")
                connection.send(
                    request(["cache.set", "k", "v"]) + request(["cache.flushall"]) + request(["cache.get", "k"])
                        + request(["cache.echo", "a"]) + request(["cache.echo", "b"]) + request(["cache.get", "k"]))
                #expect(try connection.reply() == "+OK\r\n")
                #expect(try connection.reply().hasPrefix("-NOPERM User reader has no permissions"))
                #expect(try connection.reply() == "$1\r\nv\r\n")
                #expect(try connection.reply() == "$1\r\na\r\n")
                #expect(try connection.reply().hasPrefix("-THROTTLED retry in"))
                #expect(try connection.reply() == "$1\r\nv\r\n")

                #expect(try connection.call("cache.eval", "for i = 1, 1e6 do end return 1", "0") == ":1\r\n")
                let statistics = try await ask("info", "commandstats")
                #expect(statistics.contains(/cmdstat_cache\.get:calls=2,/), "\(statistics)")
                let slow = try await ask("slowlog", "get", "20")
                #expect(slow.contains("cache.eval") && slow.contains("for i = 1, 1e6"), "\(slow)")
                try await eventually {
                    try await ask("command", "list").contains("cache.set\n")
                }
                let documented = try await ask("command", "docs", "cache.set")
                #expect(documented.contains("Set the string value of a key"), "\(documented)")
                let explained = try await scratch.done("server", "commands", "main", "cache.getrange")
                #expect(explained.hasPrefix("cache.getrange key:String start:Int end:Int"), "\(explained)")
            }
        }
    }
}

extension MountTests {
    @Test func mountsAnotherGedisByItsName() async throws {
        try await withScratch { scratch in
            try scratch.write(Source.calc, to: "calc.swift")
            try await scratch.done("server", "create", "far", "port=0")
            try await scratch.done("server", "add", "far", "calc.swift")
            try await scratch.done("server", "start", "far", "--detach")
            let server = try await scratch.startServer()
            try await scratch.done("server", "add", "main", "--mount", "far", "--as", "far")
            let connection = try RawConnection(port: server.port)
            #expect(try connection.call("far.calc.sum", "1", "2") == ":3\r\n")
            #expect(
                try connection.call("far.calc.sum", "1", "two")
                    == "-ERR calc.sum: argument 2 'b' must be an integer, got \"two\"\r\n")
            let explained = try await scratch.done("server", "commands", "main", "far.calc.sum")
            #expect(explained.hasPrefix("far.calc.sum a:Int [b:Int=0]\n  Adds two numbers."), "\(explained)")
        }
    }

    @Test func theExampleIsRight() async throws {
        try await withScratch { scratch in
            let file = URL(filePath: #filePath).appending(path: "../../../../Examples/Mounting/server/main.yaml")
            try scratch.write(
                try String(contentsOf: file.standardized, encoding: .utf8), to: "instances/server/main.yaml")
            let validated = try await scratch.gedis("config", "validate", environment: ["READER_PASSWORD": "pw"])
            #expect(validated.code == 0, "\(validated.output)\(validated.errors)")
        }
    }
}
