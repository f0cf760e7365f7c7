import GedisBackends
import GedisKit
import Synchronization
import Testing

@Suite struct MemoryBackendTests {
    @Test func noCallSuspends() {
        let backend: any Backend = MemoryBackend()
        let seen = Mutex<[Scalar?]>([])
        // An immediate task runs in place until it first suspends.
        _ = Task.immediate {
            try await backend.put("user", ["name": "Mark"])
            let key = try await backend.get("user", "name")
            let node = try await backend.get("user")
            _ = try await backend.keys("user", after: nil, limit: 1)
            _ = try await backend.changes("user")
            _ = try await backend.delete("user", "name")
            seen.withLock { $0 = [key, node["name"]] }
        }
        #expect(seen.withLock { $0 } == [.string("Mark"), .string("Mark")])
    }

    @Test func noCallLeavesItsActor() async throws {
        #expect(await Caller().staysForACall(of: MemoryBackend()))
    }

    private actor Caller {
        private var turn = 0

        /// Whether no other job of this actor ran while the backend was called.
        func staysForACall(of backend: any Backend) async -> Bool {
            Task { takeTurn() }
            try? await backend.put("user", ["name": "Mark"])
            return turn == 0
        }

        private func takeTurn() { turn += 1 }
    }

    @Test func aReaderThatFallsBehindGetsAnError() async throws {
        let backend = MemoryBackend()
        let changes = try await backend.changes("user")
        for turn in 0...2000 { try await backend.put("user", ["turn": turn]) }

        var reported = 0
        let error = await #expect(throws: BackendError.self) {
            for try await change in changes {
                #expect(change == Change("turn", .integer(reported)))
                reported += 1
            }
        }
        #expect(error?.reason == .lagged)
        #expect(reported == 1024)
    }

    @Test func aReaderThatStopsIsForgotten() async throws {
        let backend = MemoryBackend()
        for turn in 0..<3 {
            let changes = try await backend.changes("user")
            let reader = Task { try await changes.first { _ in true } }
            try await backend.put("user", ["turn": turn])
            #expect(try await reader.value == Change("turn", .integer(turn)))
        }
    }
}
