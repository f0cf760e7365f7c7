import GedisSQLite
import TestSupport
import Testing

@Suite struct SQLiteConnectionTests {
    private func withConnection(_ body: (SQLiteConnection) throws -> Void) throws {
        let connection = try SQLiteConnection(":memory:")
        try connection.execute("CREATE TABLE things (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID")
        try body(connection)
    }

    @Test(arguments: ["", "a", "\0", "a\0", "\0a", "a\0b", "é\0\u{1F600}"])
    func textIsKeptWithItsNULs(text: String) throws {
        try withConnection { connection in
            try connection.run("INSERT INTO things VALUES (?, ?)", .text(text), .text(text + text))
            let value = try connection.first("SELECT value FROM things WHERE name = ?", .text(text)) { $0.text(0) }
            #expect(value == text + text)
            // As bytes that are made text: what earlier versions of gedis wrote is found by what this one binds.
            let hasSame = try connection.first(
                "SELECT name = coalesce(cast(? AS TEXT), ''), typeof(name) FROM things", .bytes(Array(text.utf8))
            ) { $0.integer(0) == 1 && $0.text(1) == "text" }
            #expect(hasSame == true)
        }
    }

    @Test func valuesComeBackAsTheyAre() throws {
        try withConnection { connection in
            let row: Void? = try connection.first(
                "SELECT ?, ?, ?, ?, ?, ?", .integer(.min), .double(-0.5), .bytes([]), .bytes([0, 255]), .null,
                .integer(nil)
            ) { row in
                #expect(row.integer(0) == .min)
                #expect(row.double(1) == -0.5)
                #expect(row.integer(1) == nil)
                #expect(!row.isNull(2) && row.bytes(2) == [])
                #expect(row.bytes(3) == [0, 255])
                #expect(row.isNull(4) && row.isNull(5) && row.double(4) == nil)
            }
            #expect(row != nil)
            #expect(try connection.first("SELECT 1 WHERE 0") { $0.integer(0) } == nil)
        }
    }

    @Test func aStatementIsUsedAgainAfterAnError() throws {
        try withConnection { connection in
            let insert = "INSERT INTO things VALUES (?, ?)"
            #expect(try connection.run(insert, .text("a"), .integer(1)) == 1)
            let error = #expect(throws: SQLiteError.self) { try connection.run(insert, .text("a"), .integer(2)) }
            // SQLITE_CONSTRAINT_PRIMARYKEY
            #expect(error?.extendedCode == 1555)
            #expect(error?.message == "UNIQUE constraint failed: things.name")
            // What was bound is bound no more.
            #expect(throws: SQLiteError.self) { try connection.run(insert, .null) }
            #expect(try connection.run(insert, .text("b")) == 1)
            let rows = try connection.all("SELECT name, value FROM things ORDER BY name") {
                ($0.text(0), $0.integer(1))
            }
            #expect(rows.map(\.0) == ["a", "b"])
            #expect(rows.map(\.1) == [1, nil])
        }
    }

    @Test func anErrorUndoesATransaction() throws {
        struct Stop: Error {}
        try withConnection { connection in
            #expect(throws: Stop.self) {
                try connection.transaction(for: .writing) { database in
                    try database.run("INSERT INTO things VALUES ('a', 1)")
                    throw Stop()
                }
            }
            #expect(try connection.first("SELECT count(*) FROM things") { $0.integer(0) } == 0)
            try connection.transaction(for: .writing) { try $0.execute("INSERT INTO things VALUES ('a', 1)") }
            #expect(try connection.first("SELECT count(*) FROM things") { $0.integer(0) } == 1)
        }
    }

    @Test func whatIsWrongIsSaid() throws {
        #expect(throws: SQLiteError(.failed, "near \"SELEC\": syntax error")) {
            try SQLiteConnection(":memory:").run("SELEC 1")
        }
        #expect(throws: SQLiteError(.failed, "no such table: none")) {
            try SQLiteConnection(":memory:").execute("SELECT 1; SELECT * FROM none")
        }
        #expect(SQLiteError(.full).message == "database or disk is full")
    }

    @Test func theLockOfAnotherIsWaitedForAsLongAsSaid() async throws {
        try await withScratchFolder { folder in
            let path = folder + "/data.sqlite"
            let other = try SQLiteConnection(path)
            try other.execute("CREATE TABLE things (name TEXT); BEGIN IMMEDIATE")
            let connection = try SQLiteConnection(path, timeout: .milliseconds(1))
            let error = #expect(throws: SQLiteError.self) { try connection.transaction(for: .writing) { _ in } }
            #expect(error?.code == .busy)
            try other.execute("ROLLBACK")
            try connection.transaction(for: .writing) { try $0.execute("DELETE FROM things") }
            let reader = try SQLiteConnection(path, isReadOnly: true)
            let refusal = #expect(throws: SQLiteError.self) { try reader.run("DELETE FROM things") }
            #expect(refusal?.code == .readOnly)
        }
    }

    @Test func aFileThatIsNotReachedIsNotMade() async throws {
        try await withScratchFolder { folder in
            let error = #expect(throws: SQLiteError.self) { try SQLiteConnection(folder + "/missing/data") }
            #expect(error?.code == .cannotOpen)
            #expect(throws: SQLiteError.self) { try SQLiteConnection(folder + "/missing", isReadOnly: true) }
        }
    }

    @Test func aCancelledTaskGoesOnWithNoQuery() async throws {
        let query = Task {
            let connection = try SQLiteConnection(":memory:")
            connection.heedCancellation()
            withUnsafeCurrentTask { $0?.cancel() }
            return try connection.first(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
            ) { $0.integer(0) }
        }
        let error = await #expect(throws: SQLiteError.self) { try await query.value }
        #expect(error?.code == .interrupted)
    }
}
