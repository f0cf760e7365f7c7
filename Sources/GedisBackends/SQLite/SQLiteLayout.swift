import GedisSQLite

/// What a file of ours looks like, and how one becomes so.
enum SQLiteLayout {
    /// The layout that this program writes, as SQLite's `user_version`, and that of a file which holds a graph besides.
    static let version = 2
    static let graphVersion = 3
    /// What marks a file as ours, as SQLite's `application_id`: `GEDI`.
    static let application = 0x4745_4449

    /// Opens a file for writing.
    ///
    /// - Parameters:
    ///   - path: the file, made where there is none
    ///   - timeout: how long to wait for a lock
    ///   - holdsGraph: whether it is to have the tables of a graph
    /// - Returns: the connection, in WAL mode, whose transactions end once they are flushed.
    /// - Throws: `SQLiteError`, among them for a file of another program, which stays as it is.
    static func open(_ path: String, timeout: Duration, holdsGraph: Bool) throws -> SQLiteConnection {
        let connection = try SQLiteConnection(path, timeout: timeout)
        try connection.transaction(for: .writing) { database in
            try prepare(database)
            if holdsGraph { try prepareGraph(database) }
        }
        // Only now: another program's file is not ours to change.
        let mode = try connection.first("PRAGMA journal_mode = WAL") { $0.text(0) }
        guard mode == "wal" else { throw SQLiteError(.failed, "the file can't be put into WAL mode") }
        // NORMAL would lose the last writes when the power goes.
        try connection.execute("PRAGMA synchronous = FULL")
        return connection
    }

    /// Makes the table in an empty file, and brings one of an earlier layout to this one; refuses a file of another
    /// program.
    private static func prepare(_ database: SQLiteConnection) throws {
        let application = try number("PRAGMA application_id", in: database)
        let version = try number("PRAGMA user_version", in: database)
        switch (application, version) {
        case (Self.application, Self.version): return
        case (Self.application, graphVersion) where try GraphStates.exist(in: database): return
        case (Self.application, 1):
            // A check by the program of the first layout sets back the version of a file that it had open.
            let columns = try database.all("SELECT name FROM pragma_table_info('entries')") { $0.text(0) }
            if !columns.contains("expires") { try database.execute(Entries.addingExpiry) }
        case (0, 0) where try number("SELECT count(*) FROM sqlite_schema", in: database) == 0:
            try database.execute(Entries.schema)
            try database.execute("PRAGMA application_id = \(Self.application)")
        default:
            let finding = application == Self.application ? "a newer layout (\(version))" : "another program's data"
            throw SQLiteError(.mismatch, "the file holds \(finding)")
        }
        try database.execute("PRAGMA user_version = \(Self.version)")
    }

    /// Makes the tables of a graph where there are none.
    private static func prepareGraph(_ database: SQLiteConnection) throws {
        guard try !GraphStates.exist(in: database) else { return }
        try GraphStates.create(in: database)
        try database.execute("PRAGMA user_version = \(graphVersion)")
    }

    private static func number(_ query: String, in database: SQLiteConnection) throws -> Int {
        try database.first(query) { $0.integer(0) ?? 0 } ?? 0
    }
}
