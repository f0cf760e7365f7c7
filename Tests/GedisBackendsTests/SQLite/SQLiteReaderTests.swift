import Dispatch
import Foundation
import GedisKit
import GedisSQLite
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

    @Test func severalThreadsReadWhileOneWrites() async throws {
        try await withScratchFolder { folder in
            let backend = SQLiteBackend(name: "main", path: folder + "/data.sqlite", timeout: .seconds(5))
            try await backend.put("a", ["left": 0, "right": 0])
            try await withThrowingTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask {
                        var last = 0
                        for _ in 0..<500 {
                            guard case .integer(let number) = try await backend.get("a", "left") else {
                                Issue.record("the value is gone")
                                return
                            }
                            #expect(number >= last)
                            last = number
                            // What was put together is seen together.
                            let both = try await backend.get("a", ["left", "right"])
                            #expect(both["left"] == both["right"])
                        }
                    }
                }
                group.addTask {
                    for turn in 1...200 {
                        try await backend.put("a", ["left": .integer(turn), "right": .integer(turn)])
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await backend.get("a", "left") == .integer(200))
            await backend.close()
        }
    }

    @Test func whatOthersWriteIsSeenWhileTheFileIsLockedForReading() async throws {
        try await withScratchFolder { folder in
            let path = folder + "/data.sqlite"
            let backend = SQLiteBackend(name: "main", path: path, timeout: .seconds(5))
            try await backend.put("a", ["b": 0])
            let other = try SQLiteConnection(path, timeout: .seconds(5))
            for turn in 1...3 {
                try await eventually {
                    for _ in 0..<100 { _ = try await backend.get("a", "b") }
                    return backend.file.readLock.isHeld
                }
                try other.run("UPDATE entries SET value = ?", .integer(turn))
                #expect(try await backend.get("a", "b") == .integer(turn))
            }
            try await eventually {
                for _ in 0..<100 { _ = try await backend.get("a", "b") }
                return backend.file.readLock.isHeld
            }
            // A write of its own releases it, and a checkpoint of another is at its end some time, however much is read.
            try await backend.put("a", ["b": 4])
            #expect(!backend.file.readLock.isHeld)
            let reads = Task {
                while !Task.isCancelled { _ = try? await backend.get("a", "b") }
            }
            // One that waits for nobody.
            let checkpoints = try SQLiteConnection(path)
            try await eventually { try checkpoints.first("PRAGMA wal_checkpoint(TRUNCATE)") { $0.integer(0) } == 0 }
            reads.cancel()
            await reads.value
            #expect(try await backend.get("a", "b") == .integer(4))
            await backend.close()
        }
    }

    @Test func valuesThatAreReadTogetherKeepNobodyFromWriting() async throws {
        try await withScratchFolder { folder in
            let path = folder + "/data.sqlite"
            let backend = SQLiteBackend(name: "main", path: path, timeout: .seconds(5))
            try await backend.put("a", ["b": 0])
            // One that waits for nobody.
            let other = try SQLiteConnection(path)
            for turn in 1...3 {
                let reads = try #require(try backend.beginReads())
                for _ in 0..<3 { #expect(try reads.value("a", "b") == ":\(turn - 1)\r\n") }
                try other.run("UPDATE entries SET value = ?", .integer(turn))
                // Its transaction has the state in which it began.
                #expect(try reads.value("a", "b") == ":\(turn - 1)\r\n")
                reads.end()
                #expect(try await backend.get("a", "b") == .integer(turn))
            }
            // A write of its own is seen by all reads that begin after it, and the locks are given back.
            try await backend.put("a", ["b": 4])
            let reads = try #require(try backend.beginReads())
            #expect(try reads.value("a", "b") == ":4\r\n")
            #expect(try reads.value("a", "c") == "$-1\r\n")
            reads.end()
            try await eventually { try other.first("PRAGMA wal_checkpoint(TRUNCATE)") { $0.integer(0) } == 0 }
            await backend.close()
            #expect(try backend.beginReads() == nil)
        }
    }

    @Test func aFileIsClosedOnceTheReadsOfItHaveEnded() async throws {
        try await withScratchFolder { folder in
            let backend = SQLiteBackend(name: "main", path: folder + "/data.sqlite", timeout: .seconds(5))
            try await backend.put("a", ["b": 1])
            let reads = try #require(try backend.beginReads())
            for _ in 0..<2 { #expect(try reads.value("a", "b") == ":1\r\n") }
            let close = Task { await backend.close() }
            try await eventually {
                do {
                    _ = try await backend.get("a", "b")
                    return false
                } catch is BackendError { return true }
            }
            #expect(try reads.value("a", "b") == ":1\r\n")
            reads.end()
            await close.value
            #expect(try backend.beginReads() == nil)
        }
    }

    @Test func aReadOfAClosedFileSaysSo() async throws {
        try await withScratchFolder { folder in
            let path = folder + "/data.sqlite"
            let backend = SQLiteBackend(name: "main", path: path, timeout: .seconds(5))
            try await backend.put("a", ["b": 1])
            #expect(try await backend.get("a", "b") == .integer(1))
            await backend.close()
            let error = BackendError("main: closed (\(path))", reason: .unreachable)
            await #expect(throws: error) { try await backend.get("a", "b") }
            await #expect(throws: error) { try await backend.get("a") }
            await #expect(throws: error) { try await backend.put("a", ["b": 2]) }
            // The last connection takes away what stands beside the file.
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["data.sqlite"])
        }
    }

    @Test func aWriteThatRunsEndsBeforeTheFileIsClosed() async throws {
        try await withScratchFolder { folder in
            let backend = SQLiteBackend(name: "main", path: folder + "/data.sqlite", timeout: .seconds(5))
            try await backend.connect()
            let (runs, running) = AsyncStream.makeStream(of: Void.self)
            let mayEnd = DispatchSemaphore(value: 0)
            let write = Task {
                try await backend.file.write(on: backend.file.writer) { database in
                    running.yield()
                    mayEnd.wait()
                    try Entries.put("a", "b", .integer(1), until: nil, in: database)
                }
            }
            for await _ in runs { break }
            let close = Task { await backend.close() }
            try await eventually {
                do { return try await backend.get("a", "b") != nil } catch is BackendError { return true }
            }
            mayEnd.signal()
            await close.value
            try await write.value
            let next = SQLiteBackend(name: "main", path: folder + "/data.sqlite", timeout: .seconds(5))
            #expect(try await next.get("a", "b") == .integer(1))
            await next.close()
        }
    }
}

extension SharedReads {
    /// What is replied to a value that is read; nil where it has to be asked for otherwise.
    fileprivate func value(_ namespace: String, _ key: String) throws -> String? {
        var reply = ReplyWriter()
        return try write(namespace, key, to: &reply) ? reply.withBytes { String(decoding: $0, as: UTF8.self) } : nil
    }
}
