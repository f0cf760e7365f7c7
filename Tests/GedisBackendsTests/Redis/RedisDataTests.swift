import Foundation
import GedisClient
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
            #expect(try await server.call("HGET", "{gedis:user}", "age") == "23")
            #expect(try await server.call("HGET", "{gedis:user}", "raw") == .bulk([0xFF]))
            try await server.call("HSET", "{gedis:user}", "name", "Zed")
            #expect(try await backend.get("user", "name") == .string("Zed"))
            await backend.close()
        }
    }

    @Test(arguments: [[0xFF], [0xFF, 0x7A, 0x31], [0xFF, 0x69, 0x78], [0xFF, 0x62], [0x80], [0xC3]] as [[UInt8]])
    func bytesOfOtherProgramsStayBytes(_ bytes: [UInt8]) {
        #expect(RedisValue.scalar(bytes) == .bytes(bytes))
    }

    @Test func otherProgramsReadEveryValueAsItIs() async throws {
        try await RedisProcess.with { server in
            let backend = try server.backend()
            let values: [String: Scalar] = [
                "text": .string("23"), "integer": .integer(-23), "double": .double(0.5), "yes": .boolean(true),
                "no": .boolean(false), "bytes": .bytes(Array("raw".utf8)),
            ]
            let held = [
                "text": "23", "integer": "-23", "double": "0.5", "yes": "true", "no": "false", "bytes": "raw",
            ]
            try await backend.put("user", values)
            _ = try await backend.increment("user", "count", by: 7)
            for (key, value) in held.merging(["count": "7"], uniquingKeysWith: { $1 }) {
                #expect(try await server.call("HGET", "{gedis:user}", key) == Value(stringLiteral: value))
            }
            try await backend.put("user", values, expiresIn: .seconds(3600))
            for (key, value) in held {
                #expect(try await server.call("HGET", "{gedis:user}", key) == Value(stringLiteral: value))
            }
            #expect(try await backend.get("user") == values.merging(["count": .integer(7)], uniquingKeysWith: { $1 }))
            // Other programs may count as well.
            try await server.call("HINCRBY", "{gedis:user}", "integer", "24")
            #expect(try await backend.get("user", "integer") == .integer(1))
            await backend.close()
        }
    }

    /// Types stood in the values themselves before they were noted beside them.
    @Test func whatAnEarlierGedisHeldIsReadCountedAndCompared() async throws {
        try await RedisProcess.with { server in
            let backend = try server.backend()
            let client = try await server.connect()
            let values: [String: Scalar] = [
                "text": .string("Mark"), "integer": .integer(23), "double": .double(0.5), "truth": .boolean(true),
                "bytes": .bytes([0, 0xFF]),
            ]
            for (key, value) in values {
                let words = ["HSET", "{gedis:user}", key].map { Array($0.utf8) }
                _ = try await client.call(words + [RedisValue.bytes(value)])
                _ = try await client.call("ZADD", "{gedis:user}:keys", "0", key)
            }
            #expect(try await backend.get("user") == values)
            #expect(try await backend.get("user", values.keys.sorted()) == values)
            #expect(try await backend.keys("user", after: nil, limit: 9) == values.keys.sorted())
            for (key, value) in values {
                #expect(try await !backend.compareAndSet("user", key, from: .string("other"), to: .integer(0)))
                #expect(try await backend.compareAndSet("user", key, from: value, to: value), "\(key)")
                #expect(try await backend.get("user", key) == value)
            }
            _ = try await client.call([
                Array("HSET".utf8), Array("{gedis:user}".utf8), Array("integer".utf8), [0xFF] + Array("i41".utf8),
            ])
            #expect(try await backend.expire("user", "integer", in: .seconds(3600)))
            #expect(try await backend.increment("user", "integer") == 42)
            #expect(try await server.call("HGET", "{gedis:user}", "integer") == "42")
            await client.close()
            await backend.close()
        }
    }

    @Test func aServerThatForgotTheScriptsIsSentThemAgain() async throws {
        try await RedisProcess.with { server in
            let backend = try server.backend()
            #expect(try await backend.increment("user", "count") == 1)
            try await server.call("SCRIPT", "FLUSH")
            #expect(try await backend.increment("user", "count") == 2)
            await backend.close()
        }
    }

    @Test func scriptsAreKnownByTheirDigests() async throws {
        try await RedisProcess.with { server in
            for script in RedisScript.all {
                let source = String(decoding: script.source, as: UTF8.self)
                let digest = try await server.call("SCRIPT", "LOAD", source)
                #expect(digest == .bulk(script.digest))
            }
        }
    }

    @Test func manyValuesExpireAtOnce() async throws {
        try await RedisProcess.with { server in
            let backend = try server.backend()
            let values = Dictionary(uniqueKeysWithValues: (0..<120_000).map { ("key \($0)", $0) })
            try await backend.put("many", values, expiresIn: .seconds(3600))
            #expect(try await backend.get("many").count == values.count)
            #expect(try await backend.get("many", Array(values.keys)) == values.mapValues(\.scalar))
            #expect(try await backend.delete("many", Array(values.keys)) == values.count)
            #expect(try await server.call("DBSIZE") == 0)
            try await backend.put("many", ["a": 1, "b": 2], expiresIn: .milliseconds(1))
            try await eventually("nothing is left") { try await server.call("DBSIZE") == 0 }
            await backend.close()
        }
    }

    /// The rights that docs/config.md names are enough, and none of them too many.
    @Test func theDocumentedRightsAreEnough() async throws {
        let file = URL(filePath: #filePath).appending(path: "../../../../docs/config.md").standardized
        let text = try String(contentsOf: file, encoding: .utf8)
        let rights = try #require(text.firstMatch(of: #/ACL SETUSER gedis on >s3cret (.+?)\n```/#.dotMatchesNewlines()))
        let words = rights.1.split { $0 == " " || $0 == "\\" || $0 == "\n" }.map(String.init)
        try await RedisProcess.with { server in
            #expect(try await server.call(["ACL", "SETUSER", "gedis", "on", ">s3cret"] + words) == .ok)
            let backend = try server.backend(["username": "gedis", "password": "s3cret"])
            try await backend.connect()
            _ = try await backend.check()
            let changes = try await backend.changes("user")
            try await backend.put("user", ["name": Scalar.string("Mark"), "age": .integer(23)])
            #expect(try await changes.first { $0.key == "age" } != nil)
            #expect(try await backend.increment("user", "age") == 24)
            #expect(try await backend.compareAndSet("user", "name", from: "Mark", to: "Zed"))
            #expect(try await backend.expire("user", "name", in: .seconds(3600)))
            #expect(try await backend.timeToLive("user", "name") != nil)
            #expect(try await backend.get("user") == ["name": .string("Zed"), "age": .integer(24)])
            #expect(try await backend.entries("user").entries.count == 2)
            #expect(try await backend.delete("user", ["name", "age"]) == 2)
            await backend.close()
            // What reads and writes other keys is not among them.
            let denied = try await server.call("ACL", "DRYRUN", "gedis", "HGET", "other", "key")
            #expect(denied.text?.contains("no permissions") == true, "\(denied)")
        }
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
