import GedisKit
import GedisSQLite

/// A connection to the file on which the thread that it is lent to reads at once, where it has to wait for nobody.
///
/// To have another thread read costs a value some 60 µs of switching between them, many times what SQLite takes for it. Values
/// that are read together share a transaction from the second one on: to begin and end one for each is half of what a value
/// costs.
final class SQLiteReader: @unchecked Sendable {
    private let connection: SQLiteConnection
    /// Who has lent it.
    private unowned let file: SQLiteFile
    /// How many values were read since it was lent.
    private var count = 0

    /// Opens a connection to a file that is there and in WAL mode.
    init(to file: SQLiteFile) throws {
        self.file = file
        connection = try SQLiteConnection(file.path, isReadOnly: true)
    }

    /// Calls `body` with the connection.
    ///
    /// - Returns: what `body` returns; nil where another process locks the file.
    /// - Throws: `BackendError` for what SQLite refuses, and what else `body` throws.
    func read<R>(_ body: (SQLiteConnection) throws -> R) throws -> R? {
        do {
            count += 1
            return try body(connection)
        } catch let error as SQLiteError {
            if error.code == .busy || error.code == .locked { return nil }
            throw file.failure(error)
        }
    }
}

extension SQLiteReader: SharedReads {
    func write(_ namespace: String, _ key: String, to reply: inout ReplyWriter) throws -> Bool {
        let done: Void? = try read { connection in
            if count == 2 { try connection.begin(.reading) }
            try Entries.write(namespace, key, to: &reply, in: connection)
        }
        return done != nil
    }

    func end() {
        connection.endReading()
        let count = count
        self.count = 0
        file.giveBack(self, after: count)
    }
}
