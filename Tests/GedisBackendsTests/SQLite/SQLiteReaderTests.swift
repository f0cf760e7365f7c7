import GedisKit
import Synchronization
import TestSupport
import Testing

@testable import GedisBackends

@Suite struct SQLiteReaderTests {
    @Test func aValueIsReadOnTheCallingThread() async throws {
        try await withScratchFolder { folder in
            let backend = SQLiteBackend(name: "main", path: folder + "/data.sqlite", timeout: .seconds(5))
            try await backend.put("a", ["b": 1])
            let seen = Mutex<Scalar?>(nil)
            // An immediate task runs in place until it first suspends.
            _ = Task.immediate {
                let value = try await backend.get("a", "b")
                seen.withLock { $0 = value }
            }
            #expect(seen.withLock { $0 } == .integer(1))
            await backend.close()
        }
    }

    @Test func aCancelledTaskReadsNothing() async throws {
        try await withScratchFolder { folder in
            let backend = SQLiteBackend(name: "main", path: folder + "/data.sqlite", timeout: .seconds(5))
            try await backend.put("a", ["b": 1])
            let get = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await backend.get("a", "b")
            }
            await #expect(throws: CancellationError.self) { try await get.value }
            await backend.close()
        }
    }
}
