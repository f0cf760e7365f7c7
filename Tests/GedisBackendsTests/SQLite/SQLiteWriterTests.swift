import GedisKit
import GedisSQLite
import TestSupport
import Testing

@testable import GedisBackends

@Suite struct SQLiteWriterTests {
    @Test func writesAreFlushed() async throws {
        try await withScratchFolder { folder in
            let file = SQLiteFile(backend: "main", path: folder + "/data.sqlite", timeout: .seconds(5))
            let (mode, flushing) = try await file.writer.run { database in
                (
                    try database.first("PRAGMA journal_mode") { $0.text(0) },
                    try database.first("PRAGMA synchronous") { $0.integer(0) }
                )
            }
            #expect(mode == "wal")
            #expect(flushing == 2)
            await file.close()
        }
    }

    @Test func aPutOfACancelledTaskIsNotDone() async throws {
        try await withScratchFolder { folder in
            let backend = SQLiteBackend(name: "main", path: folder + "/data.sqlite", timeout: .seconds(5))
            let put = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await backend.put("a", ["b": 1])
            }
            await #expect(throws: CancellationError.self) { try await put.value }
            let value = try await backend.get("a", "b")
            #expect(value == nil)
            await backend.close()
        }
    }

    @Test func aCancelledPutEitherSaysSoOrIsDone() async throws {
        try await withScratchFolder { folder in
            let path = folder + "/data.sqlite"
            let backend = SQLiteBackend(name: "main", path: path, timeout: .seconds(30))
            try await backend.put("a", ["first": 1])
            // With the lock held, some puts are under way and the others wait.
            let lock = try FileLock(path: path)
            let puts = (0..<10).map { turn in Task { try await backend.put("a", ["turn \(turn)": turn]) } }
            for put in puts.suffix(5) { put.cancel() }
            try lock.release()

            var done: Set = ["first"]
            for (turn, put) in puts.enumerated() {
                do {
                    try await put.value
                    done.insert("turn \(turn)")
                } catch is CancellationError {
                    #expect(turn >= 5)
                }
            }
            #expect(Set(try await backend.get("a").keys) == done)
            await backend.close()
        }
    }

    @Test func collectedPutsAreDoneTogetherAndEachSaysWhatCameOfIt() async throws {
        try await withScratchFolder { folder in
            let path = folder + "/data.sqlite"
            let backend = SQLiteBackend(name: "main", path: path, timeout: .seconds(30))
            let writes = try #require(backend.batchedWrites)
            try await backend.put("a", ["first": 1])
            let changes = try await backend.changes("a")
            let begun = (0..<100).map { writes.add("a", "key \($0 % 50)", .integer($0)) }
            // Nothing is done before.
            let before = try await backend.get("a")
            #expect(before.count == 1)
            writes.flush()
            for write in begun { try await write.value() }
            let values = try await backend.get("a")
            #expect(values.count == 51)
            #expect(values["key 7"] == .integer(57))
            var seen: [Change] = []
            for try await change in changes {
                seen.append(change)
                if seen.count == 100 { break }
            }
            #expect(seen.map(\.value) == (0..<100).map { .integer($0) })

            await backend.close()
            let late = writes.add("a", "late", .integer(1))
            writes.flush()
            await #expect(throws: BackendError.self) { try await late.value() }
        }
    }
}
