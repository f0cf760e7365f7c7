import GedisKit
import Testing

@testable import GedisBackends

@Suite struct ReplaceableBackendTests {
    @Test func callsGoToTheNewOneAndTheOldOneIsClosed() async throws {
        let old = MemoryBackend()
        let backend = ReplaceableBackend(old)
        try await backend.put("calc", ["a": "1"])
        let listening = try await old.changes("calc")
        backend.replace(with: MemoryBackend())
        #expect(try await backend.get("calc", "a") == nil)
        try await backend.put("calc", ["b": .string("2")])
        #expect(try await backend.get("calc") == ["b": .string("2")])
        #expect(try await backend.keys("calc", after: nil, limit: 9) == ["b"])
        #expect(try await backend.delete("calc", "b"))
        // The old one ends its sequences when it is closed.
        for try await _ in listening {}
    }

    @Test func everyOperationIsTheStoresOwn() async throws {
        let backend = ReplaceableBackend(MemoryBackend())
        #expect(try await backend.increment("calc", "n", by: 2, expiresIn: nil) == 2)
        let two = try await backend.get("calc", "n")
        #expect(try await backend.compareAndSet("calc", "n", from: two, to: .string("x"), expiresIn: nil))
        #expect(try await backend.expire("calc", "n", in: .seconds(1000)))
        #expect(try await backend.timeToLive("calc", "n") != nil)
        #expect(try await backend.get("calc", ["n", "m"]) == ["n": .string("x")])
        #expect(try await backend.keys("calc", prefix: "n", after: nil, limit: 9) == ["n"])
        try await backend.put("calc", ["m": .string("y")], expiresIn: .seconds(1000))
        #expect(try await backend.delete("calc", ["n", "m"]) == 2)
    }

    @Test func whoListensIsToldToListenAnew() async throws {
        let backend = ReplaceableBackend(MemoryBackend())
        let listening = try await backend.changes("calc")
        var changes = listening.makeAsyncIterator()
        try await backend.put("calc", ["a": "1"])
        #expect(try await changes.next() == Change("a", .string("1")))
        backend.replace(with: MemoryBackend())
        let error = await #expect(throws: BackendError.self) { _ = try await changes.next() }
        #expect(error?.reason == .lagged)
        var again = try await backend.changes("calc").makeAsyncIterator()
        try await backend.put("calc", ["b": .string("2")])
        #expect(try await again.next() == Change("b", .string("2")))
        await backend.close()
        #expect(try await again.next() == nil)
    }
}
