import GRDB

/// Holds the lock for writing on a SQLite file, as another process may.
struct FileLock {
    private let connection: DatabaseQueue

    init(path: String) throws {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        connection = try DatabaseQueue(path: path, configuration: configuration)
        try connection.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
    }

    func release() throws { try connection.inDatabase { try $0.execute(sql: "ROLLBACK") } }
}
