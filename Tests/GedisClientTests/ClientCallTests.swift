import GedisClient
import GedisKit
import TestSupport
import Testing

@Suite(.takesTurns, .timeLimit(.minutes(1))) struct ClientCallTests {
    func bytes(_ words: String...) -> [[UInt8]] { words.map { Array($0.utf8) } }

    @Test func aCallReturnsTheReplyAndThrowsAnErrorReplySendReturnsBoth() async throws {
        try await RedisProcess.with { server in
            let client = try await server.connect()
            #expect(try await client.call("PING") == .simple("PONG"))
            #expect(try await client.call("SET", "k", "v") == .ok)
            #expect(try await client.call("GET", "k") == "v")
            #expect(try await client.call("GET", "none") == nil)
            let wrongType = CommandError(
                "Operation against a key holding the wrong kind of value", code: "WRONGTYPE")
            #expect(try await client.send(bytes("LPUSH", "k", "x")) == .error(wrongType))
            await #expect(throws: wrongType) { try await client.call("LPUSH", "k", "x") }
            #expect(try await client.call("INCR", "n") == 1)
        }
    }

    @Test func argumentsAndRepliesMayHoldAnyBytes() async throws {
        try await RedisProcess.with { server in
            let client = try await server.connect()
            let value = [UInt8](0...255) + Array("\r\n$-1\r\n".utf8)
            #expect(try await client.call(bytes("SET", "k") + [value]) == .ok)
            #expect(try await client.call("GET", "k") == .bulk(value))
            #expect(try await client.call("ECHO", "") == "")
        }
    }

    @Test func aPipelineOf10000RequestsKeepsItsOrder() async throws {
        try await RedisProcess.with { server in
            let client = try await server.connect()
            let replies = try await client.pipeline((0..<10_000).map { bytes("ECHO", "\($0)") })
            #expect(replies == (0..<10_000).map { .string("\($0)") })
            #expect(
                try await client.pipeline([bytes("INCR", "n"), bytes("LPOP", "n", "x"), bytes("INCR", "n")]).count == 3)
            #expect(try await client.pipeline([]) == [])
        }
    }

    @Test func manyTasksShareOneConnectionAndEachGetsItsOwnReply() async throws {
        try await RedisProcess.with { server in
            let client = try await server.connect()
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<1000 {
                    group.addTask { try await client.call("ECHO", "\(number)") == .string("\(number)") }
                }
                for try await own in group { #expect(own) }
            }
        }
    }

    @Test func aRequestWithoutAWordIsRefusedBeforeItIsSent() async throws {
        try await RedisProcess.with { server in
            let client = try await server.connect()
            let error = await #expect(throws: ClientError.self) { try await client.pipeline([bytes("PING"), []]) }
            #expect(error?.code == .protocolError)
            #expect(error?.message == "a request to \(server.socket) needs at least the name of a command")
            #expect(try await client.call("PING") == .simple("PONG"))
        }
    }

    @Test func aCancelledCallReturnsAtOnceAndItsLateReplyGoesToNobodyElse() async throws {
        try await RedisProcess.with { server in
            let client = try await server.connect()
            let other = try await server.connect()
            let blocked = Task { try await client.call("BLPOP", "list", "0") }
            while try await other.call("EVAL", blockedClients, "0") == 0 {}
            blocked.cancel()
            await #expect(throws: CancellationError.self) { try await blocked.value }
            async let echo = client.call("ECHO", "mine")
            #expect(try await other.call("RPUSH", "list", "late") == 1)
            #expect(try await echo == "mine")
        }
    }

    @Test func aCallInACancelledTaskSendsNothing() async throws {
        try await RedisProcess.with { server in
            let client = try await server.connect()
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await client.call("INCR", "n")
            }
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await client.call("GET", "n") == nil)
        }
    }

    /// A script that counts the connections that wait for an element of a list.
    let blockedClients = "return tonumber(string.match(redis.call('INFO', 'clients'), 'blocked_clients:(%d+)'))"
}
