import GedisKit
import GedisSQLite
import TestSupport
import Testing

@testable import GedisBackends

@Suite struct SQLiteMigrationTests {
    /// A file as the first layout had it.
    private func makeFile(_ path: String) throws {
        try SQLiteConnection(path).execute(
            """
            CREATE TABLE entries (
                namespace TEXT NOT NULL, key TEXT NOT NULL, type TEXT NOT NULL, value ANY,
                PRIMARY KEY (namespace, key)
            ) STRICT, WITHOUT ROWID;
            INSERT INTO entries VALUES ('user', 'name', 'string', 'Mark'), ('user', 'age', 'integer', 23);
            PRAGMA application_id = \(SQLiteLayout.application);
            PRAGMA user_version = 1
            """)
    }

    @Test func aFileOfTheFirstLayoutKeepsItsValuesAndLearnsExpiry() async throws {
        try await withScratchFolder { folder in
            let path = folder + "/data.sqlite"
            try makeFile(path)
            for turn in 1...2 {
                let backend = SQLiteBackend(name: "main", path: path, timeout: .seconds(5))
                #expect(try await backend.get("user", "name") == .string("Mark"))
                #expect(try await backend.increment("user", "age") == 23 + turn)
                try await backend.put("user", ["soon": 1], expiresIn: .milliseconds(1))
                try await eventually { try await backend.get("user").count == 2 }
                await backend.close()
            }
            let version = try SQLiteConnection(path).first("PRAGMA user_version") { $0.integer(0) }
            #expect(version == 2)
        }
    }

    /// As a check by an earlier gedis does that had the file open.
    @Test func aVersionThatWasSetBackIsSetAgain() async throws {
        try await withScratchFolder { folder in
            let path = folder + "/data.sqlite"
            try makeFile(path)
            for _ in 0..<2 {
                let backend = SQLiteBackend(name: "main", path: path, timeout: .seconds(5))
                #expect(try await backend.get("user", "age") == .integer(23))
                await backend.close()
                try SQLiteConnection(path, timeout: .seconds(5)).execute("PRAGMA user_version = 1")
            }
        }
    }

    @Test func aNewerLayoutIsRefused() async throws {
        try await withScratchFolder { folder in
            let path = folder + "/data.sqlite"
            try makeFile(path)
            try SQLiteConnection(path).execute("PRAGMA user_version = 3")
            let backend = SQLiteBackend(name: "main", path: path, timeout: .seconds(5))
            await #expect(throws: BackendError("main: the file holds a newer layout (3) (\(path))")) {
                try await backend.connect()
            }
        }
    }

    @Test func whatHasExpiredIsRemovedFromTheFile() async throws {
        try await withScratchFolder { folder in
            let path = folder + "/data.sqlite"
            let backend = SQLiteBackend(name: "main", path: path, timeout: .seconds(5))
            try await backend.put("user", ["soon": 1, "too": 2], expiresIn: .milliseconds(1))
            let reader = try SQLiteConnection(path, timeout: .seconds(5))
            try await eventually { try reader.first("SELECT count(*) FROM entries") { $0.integer(0) } == 0 }
            await backend.close()
        }
    }
}
