import GedisClient
import GedisKit
import TestSupport
import Testing

@Suite(.takesTurns, .timeLimit(.minutes(1))) struct ReconnectingClientTests {
    @Test func itConnectsAnewAfterTheConnectionEnded() async throws {
        try await RedisProcess.with { server in
            let client = ReconnectingClient(to: try await server.connect().endpoint)
            #expect(try await client.call("ECHO", "a", as: String.self) == "a")
            let first = try await client.client()
            #expect(try await client.client() === first)
            // The server ends this connection before it replies.
            _ = try? await client.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no", as: Int.self)
            await first.close()
            let replies = try await client.pipeline([[Array("PING".utf8)], [Array("NONE".utf8)]])
            #expect(replies.first == .simple("PONG"))
            #expect(try await client.client() !== first)
            await client.close()
            #expect(try await client.call("ECHO", "b", as: String.self) == "b")
        }
    }

    @Test func aServerThatIsNotThereIsAskedAgainByTheNextCall() async throws {
        let client = ReconnectingClient(to: .unix(path: "/nowhere/gedis.sock"))
        for _ in 1...2 {
            let error = await #expect(throws: ClientError.self) { try await client.call("PING", as: String.self) }
            #expect(error?.code == .couldNotConnect)
        }
    }

    @Test func messagesArriveOnceSubscribed() async throws {
        try await RedisProcess.with { server in
            for version in [ReplyWriter.Version.resp2, .resp3] {
                let subscriber = try await server.connect(.init(version: version))
                let other = try await server.connect()
                var messages = try await subscriber.messages(on: "a", "b").makeAsyncIterator()
                #expect(try await other.call("PUBLISH", "b", "hello") == 1)
                let message = try await messages.next()
                #expect(message?.channel == "b")
                #expect(message?.text == "hello")
                #expect(message?.pattern == nil)

                let matcher = try await server.connect(.init(version: version))
                var matching = try await matcher.messages(matching: "c.*").makeAsyncIterator()
                #expect(try await other.call("PUBLISH", "c.d", "there") == 1)
                let match = try await matching.next()
                #expect(match?.channel == "c.d")
                #expect(match?.pattern == "c.*")
                await subscriber.close()
                #expect(try await messages.next() == nil)
            }
        }
    }

    @Test func aRefusedChannelIsThrown() async throws {
        try await RedisProcess.with(["--user", "ann", "on", "nopass", "+@all", "resetchannels"]) { server in
            let client = try await server.connect(.init(username: "ann", password: "any"))
            let error = await #expect(throws: CommandError.self) { _ = try await client.messages(on: "a") }
            #expect(error?.code == "NOPERM")
        }
    }
}
