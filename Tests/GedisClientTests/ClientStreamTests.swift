import GedisClient
import GedisKit
import TestSupport
import Testing

@Suite(.takesTurns, .timeLimit(.minutes(1))) struct ClientStreamTests {
    func request(_ words: String...) -> [[UInt8]] { words.map { Array($0.utf8) } }

    @Test func subscriptionsStreamInBothVersions() async throws {
        try await RedisProcess.with { server in
            let other = try await server.connect()
            for version in [ReplyWriter.Version.resp2, .resp3] {
                let client = try await server.connect(.init(version: version))
                var messages = client.stream(request("SUBSCRIBE", "a", "b")).makeAsyncIterator()
                func next() async throws -> [Value]? {
                    switch try await messages.next() {
                    case .array(let values) where version == .resp2: values
                    case .push(let values) where version == .resp3: values
                    default: nil
                    }
                }
                #expect(try await next() == ["subscribe", "a", 1])
                #expect(try await next() == ["subscribe", "b", 2])
                #expect(try await other.call("PUBLISH", "b", "hello") == 1)
                #expect(try await next() == ["message", "b", "hello"])
                await client.close()
                #expect(try await messages.next() == nil)
            }
        }
    }

    @Test func theCommandsOfOthersStreamAndNothingIsLostWhenCallsComeFirst() async throws {
        try await RedisProcess.with { server in
            let client = try await server.connect()
            let other = try await server.connect()
            async let answered = client.call("ECHO", "before")
            #expect(try await answered == "before")
            var messages = client.stream(request("MONITOR")).makeAsyncIterator()
            #expect(try await messages.next() == .ok)
            _ = try await other.call("ECHO", "seen")
            #expect(try await messages.next()?.text?.hasSuffix(#""ECHO" "seen""#) == true)
        }
    }

    @Test func aRefusalIsAnElementOfTheStreamAndTheLossOfTheConnectionItsError() async throws {
        try await RedisProcess.with { server in
            let client = try await server.connect()
            var messages = client.stream(request("SUBSCRIBE")).makeAsyncIterator()
            guard case .error(let refusal) = try await messages.next() else {
                Issue.record("no error reply")
                return
            }
            #expect(refusal.message.hasPrefix("wrong number of arguments"))
            server.kill()
            let error = await #expect(throws: ClientError.self) { try await messages.next() }
            #expect(error?.code == .connectionClosed)
        }
    }
}
