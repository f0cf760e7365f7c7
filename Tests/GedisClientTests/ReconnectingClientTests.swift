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
                // Of the version before a connection may be there yet, which the server has not seen end.
                let (channel, matched) = ("b\(version.rawValue)", "c\(version.rawValue)")
                var messages = try await subscriber.messages(on: "a", channel).makeAsyncIterator()
                let reached = try await other.call("PUBLISH", channel, "hello")
                #expect(reached == 1)
                let message = try await messages.next()
                #expect(message?.channel == channel)
                #expect(message?.text == "hello")
                #expect(message?.pattern == nil)

                let matcher = try await server.connect(.init(version: version))
                var matching = try await matcher.messages(matching: "\(matched).*").makeAsyncIterator()
                let matches = try await other.call("PUBLISH", "\(matched).d", "there")
                #expect(matches == 1)
                let match = try await matching.next()
                #expect(match?.channel == "\(matched).d")
                #expect(match?.pattern == "\(matched).*")
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
