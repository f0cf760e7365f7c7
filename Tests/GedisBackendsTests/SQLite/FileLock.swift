import GedisSQLite

/// Holds the lock for writing on a SQLite file, as another process may.
struct FileLock {
    private let connection: SQLiteConnection

    init(path: String) throws {
        connection = try SQLiteConnection(path)
        try connection.execute("BEGIN IMMEDIATE")
    }

    func release() throws { try connection.execute("ROLLBACK") }
}
