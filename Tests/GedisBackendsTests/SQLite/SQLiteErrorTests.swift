import Foundation
import GedisKit
import GedisSQLite
import TestSupport
import Testing

@testable import GedisBackends

@Suite struct SQLiteErrorTests {
    @Test func aMissingFolderIsNamedAndTheBackendRecoversWhenItIsThere() async throws {
        try await withScratchFolder { folder in
            let path = folder + "/missing/data.sqlite"
            let backend = SQLiteBackend(name: "main", path: path, timeout: .seconds(5))
            let message = "main: cannot open the file: folder \(folder)/missing: No such file or directory (\(path))"
            await #expect(throws: BackendError(message, reason: .unreachable)) { try await backend.connect() }
            await #expect(throws: BackendError(message, reason: .unreachable)) { try await backend.put("a", ["b": 1]) }

            try FileManager.default.createDirectory(atPath: folder + "/missing", withIntermediateDirectories: false)
            try await backend.put("a", ["b": 1])
            #expect(try await backend.get("a", "b") == .integer(1))
            await backend.close()
        }
    }

    @Test func aFolderIsNoFile() async throws {
        try await withScratchFolder { folder in
            let backend = SQLiteBackend(name: "main", path: folder, timeout: .seconds(5))
            await #expect(
                throws: BackendError("main: cannot open the file: it is a folder (\(folder))", reason: .unreachable)
            ) { try await backend.connect() }
        }
    }

    @Test func aFileThatIsNoDatabaseIsRefused() async throws {
        try await withScratchFolder { folder in
            let path = folder + "/data.sqlite"
            try String(repeating: "not a database\n", count: 100).write(toFile: path, atomically: true, encoding: .utf8)
            let backend = SQLiteBackend(name: "main", path: path, timeout: .seconds(5))
            let error = await #expect(throws: BackendError.self) { try await backend.connect() }
            #expect(error?.message.contains("the file is damaged or no SQLite database") == true)
        }
    }

    @Test func aDatabaseOfAnotherProgramIsRefused() async throws {
        try await withScratchFolder { folder in
            let path = folder + "/data.sqlite"
            try SQLiteConnection(path).execute("CREATE TABLE theirs (id INTEGER)")
            let backend = SQLiteBackend(name: "main", path: path, timeout: .seconds(5))
            await #expect(throws: BackendError("main: the file holds another program's data (\(path))")) {
                try await backend.connect()
            }
            #expect(try SQLiteConnection(path).first("PRAGMA journal_mode") { $0.text(0) } == "delete")
        }
    }

    @Test func aLockHeldByAnotherEndsTheWaitAndLaterPutsSucceed() async throws {
        try await withScratchFolder { folder in
            let path = folder + "/data.sqlite"
            let backend = SQLiteBackend(name: "main", path: path, timeout: .milliseconds(50))
            try await backend.connect()
            let lock = try FileLock(path: path)
            let error = await #expect(throws: BackendError.self) { try await backend.put("a", ["b": 1]) }
            #expect(error?.reason == .timedOut)
            try lock.release()
            try await backend.put("a", ["b": 2])
            #expect(try await backend.get("a", "b") == .integer(2))
            await backend.close()
        }
    }

    @Test func aFullDiskIsSaidSo() {
        let file = SQLiteFile(backend: "main", path: "/data", timeout: .seconds(5))
        #expect(file.failure(SQLiteError(.full)).message == "main: the disk is full (/data)")
    }

    @Test func callsAfterCloseFail() async throws {
        try await withScratchFolder { folder in
            let backend = SQLiteBackend(name: "main", path: folder + "/data.sqlite", timeout: .seconds(5))
            try await backend.put("a", ["b": 1])
            await backend.close()
            let error = await #expect(throws: BackendError.self) { try await backend.get("a") }
            #expect(error?.reason == .unreachable)
        }
    }
}
