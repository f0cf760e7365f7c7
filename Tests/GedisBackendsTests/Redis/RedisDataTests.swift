import GedisKit
import TestSupport
import Testing

@testable import GedisBackends

@Suite(.takesTurns, .timeLimit(.minutes(2))) struct RedisDataTests {
    @Test func textIsHeldAsItIs() async throws {
        try await RedisProcess.with { server in
            let backend = try server.backend()
            try await backend.put("user", ["name": Scalar.string("Mark"), "age": .integer(23), "raw": .bytes([0xFF])])
            #expect(try await server.call("HGET", "{gedis:user}", "name") == "Mark")
            #expect(try await server.call("HGET", "{gedis:user}", "age") == .bulk([0xFF] + Array("i23".utf8)))
            #expect(try await server.call("HGET", "{gedis:user}", "raw") == .bulk([0xFF, UInt8(ascii: "x"), 0xFF]))
            try await server.call("HSET", "{gedis:user}", "name", "Zed")
            #expect(try await backend.get("user", "name") == .string("Zed"))
            await backend.close()
        }
    }

    @Test(arguments: [[0xFF], [0xFF, 0x7A, 0x31], [0xFF, 0x69, 0x78], [0xFF, 0x62], [0x80], [0xC3]] as [[UInt8]])
    func bytesOfOtherProgramsStayBytes(_ bytes: [UInt8]) {
        #expect(RedisValue.scalar(bytes) == .bytes(bytes))
    }

    @Test func whatIsLeftOfAnEmptiedNamespaceIsNothing() async throws {
        try await RedisProcess.with { server in
            let backend = try server.backend()
            try await backend.put("user", ["a": 1, "b": 2])
            #expect(try await server.call("DBSIZE") == 2)
            for key in ["a", "b"] { #expect(try await backend.delete("user", key)) }
            #expect(try await server.call("DBSIZE") == 0)
            await backend.close()
        }
    }

    @Test func aPutOfManyValuesIsOne() async throws {
        try await RedisProcess.with { server in
            let backend = try server.backend()
            let values = Dictionary(uniqueKeysWithValues: (0..<250_000).map { ("key \($0)", $0) })
            try await backend.put("many", values)
            #expect(try await backend.get("many") == values.mapValues(\.scalar))
            let page = try await backend.keys("many", after: "key 249998", limit: 3)
            #expect(page == ["key 249999", "key 25", "key 250"])
            await backend.close()
        }
    }

    @Test func whatAnotherProgramPutsThereIsRefused() async throws {
        try await RedisProcess.with { server in
            let backend = try server.backend()
            try await server.call("SET", "{gedis:user}", "no hash")
            let wrong = BackendError(
                "main: WRONGTYPE Operation against a key holding the wrong kind of value (\(server.socket))",
                reason: .refused)
            await #expect(throws: wrong) { try await backend.get("user") }
            await #expect(throws: wrong) { try await backend.put("user", ["a": 1]) }
            await backend.close()
        }
    }
}
