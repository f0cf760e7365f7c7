import GedisClient
import GedisKit
import TestSupport
import Testing

@Suite(.takesTurns, .timeLimit(.minutes(1))) struct ClientPushTests {
    @Test func aSubscriptionReturnsItsConfirmationAndMessagesArriveBetweenReplies() async throws {
        try await RedisProcess.with { server in
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

    @Test func aRefusedSubscriptionIsAnErrorReply() async throws {
        try await RedisProcess.with(["--user", "ann", "on", "nopass", "+@all", "resetchannels"]) { server in
            let client = try await server.connect(.init(username: "ann", password: "any", version: .resp3))
            let error = await #expect(throws: CommandError.self) { try await client.call("SUBSCRIBE", "a") }
            #expect(error?.code == "NOPERM")
            #expect(try await client.call("PING") == .simple("PONG"))
        }
    }

    @Test func aStreamThrowsWhenTheConnectionIsLost() async throws {
        try await RedisProcess.with { server in
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
