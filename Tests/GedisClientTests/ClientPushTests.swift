import GedisClient
import GedisKit
import Testing

@Suite("Messages of subscriptions", .timeLimit(.minutes(1)))
struct ClientPushTests {
    @Test("a subscription returns its confirmation, and messages arrive between replies")
    func messages() async throws {
        try await RedisServer.with { server in
            let client = try await server.connect(.init(version: .resp3))
            let other = try await server.connect()
            var pushes = client.pushes().makeAsyncIterator()
            #expect(try await client.call("SUBSCRIBE", "a", "b") == .push(["subscribe", "b", 2]))
            #expect(try await other.call("PUBLISH", "b", "hello") == 1)
            #expect(try await client.call("ECHO", "still calling") == "still calling")
            #expect(try await pushes.next() == .push(["subscribe", "a", 1]))
            #expect(try await pushes.next() == .push(["subscribe", "b", 2]))
            #expect(try await pushes.next() == .push(["message", "b", "hello"]))
            #expect(try await client.call("UNSUBSCRIBE", "a") == .push(["unsubscribe", "a", 1]))
            await client.close()
            #expect(try await pushes.next() == .push(["unsubscribe", "a", 1]))
            #expect(try await pushes.next() == nil)
        }
    }

    @Test("a refused subscription is an error reply")
    func refused() async throws {
        try await RedisServer.with(["--user", "ann", "on", "nopass", "+@all", "resetchannels"]) { server in
            let client = try await server.connect(.init(username: "ann", password: "any", version: .resp3))
            let error = await #expect(throws: CommandError.self) { try await client.call("SUBSCRIBE", "a") }
            #expect(error?.code == "NOPERM")
            #expect(try await client.call("PING") == .simple("PONG"))
        }
    }

    @Test("a stream throws when the connection is lost")
    func lost() async throws {
        try await RedisServer.with { server in
            let client = try await server.connect(.init(version: .resp3))
            var pushes = client.pushes().makeAsyncIterator()
            #expect(try await client.call("SUBSCRIBE", "a") == .push(["subscribe", "a", 1]))
            server.kill()
            #expect(try await pushes.next() == .push(["subscribe", "a", 1]))
            let error = await #expect(throws: ClientError.self) { try await pushes.next() }
            #expect(error?.code == .connectionClosed)
        }
    }
}
