import GedisBackends
import GedisKit
import TestSupport
import Testing

@Suite(.takesTurns, .timeLimit(.minutes(5))) struct RedisChangesTests {
    @Test func changesOfOtherServersAreReported() async throws {
        try await RedisProcess.with { server in
            let (one, other) = (try server.backend(), try server.backend())
            let changes = try await one.changes("user")
            try await other.put("user", ["name": "Mark"])
            try await server.call("PUBLISH", "{gedis:user}", "no change")
            _ = try await other.delete("user", "name")
            let reported = try await changes.prefix(2).reduce(into: []) { $0.append($1) }
            #expect(reported == [Change("name", .string("Mark")), Change("name", nil)])
            await one.close()
            await other.close()
        }
    }

    @Test func aLostConnectionEndsTheChangesAndListeningAnewWorks() async throws {
        try await RedisProcess.with { server in
            let backend = try server.backend()
            let changes = try await backend.changes("user")
            try await backend.put("user", ["name": "Mark"])
            var iterator = changes.makeAsyncIterator()
            #expect(try await iterator.next() == Change("name", .string("Mark")))
            server.kill()
            let error = await #expect(throws: BackendError.self) { try await iterator.next() }
            #expect(error?.reason == .lagged)
            #expect(
                error?.message
                    == "main: the connection was lost, and perhaps changes with it: listen anew (\(server.socket))")
            try await server.start()
            let again = try await untilItWorks { try await backend.changes("user") }
            try await untilItWorks { try await backend.put("user", ["name": "Zed"]) }
            #expect(try await again.first { _ in true } == Change("name", .string("Zed")))
            await backend.close()
        }
    }

    @Test func aNamespaceThatNobodyListensToAnyMoreIsLeft() async throws {
        try await RedisProcess.with { server in
            let backend = try server.backend()
            func subscribers() async throws -> Value { try await server.call("PUBSUB", "NUMSUB", "{gedis:user}") }
            do {
                let changes = try await backend.changes("user")
                #expect(try await subscribers() == ["{gedis:user}", 1])
                try await backend.put("user", ["name": 1])
                #expect(try await changes.first { _ in true } == Change("name", .integer(1)))
            }
            try await eventually("the channel is left") {
                try await backend.put("user", ["name": 2])
                return try await subscribers() == ["{gedis:user}", 0]
            }
            let changes = try await backend.changes("user")
            try await backend.put("user", ["name": 3])
            #expect(try await changes.first { _ in true } == Change("name", .integer(3)))
            await backend.close()
        }
    }

    @Test func manyListenersComeAndGo() async throws {
        try await RedisProcess.with { server in
            let backend = try server.backend()
            try await withThrowingTaskGroup { group in
                for listener in 0..<8 {
                    group.addTask {
                        for turn in 0..<20 {
                            let changes = try await backend.changes("user")
                            try await backend.put("user", ["\(listener)": turn])
                            let own = try await changes.first { $0 == Change("\(listener)", .integer(turn)) }
                            #expect(own != nil)
                        }
                    }
                }
                try await group.waitForAll()
            }
            await backend.close()
        }
    }
}
