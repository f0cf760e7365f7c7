import GRDB
import Synchronization

/// A connection to the file on which the calling thread reads at once, where it has to wait for nobody.
///
/// The pool's readers are reached over queues: that costs a read of one value some 60 µs of switching between threads,
/// ten times what SQLite takes for it.
final class SQLiteReader: Sendable {
    private let queue: Mutex<DatabaseQueue>

    /// Opens the file, which is there and in WAL mode.
    ///
    /// - Throws: what SQLite refuses.
    init(path: String, label: String?) throws {
        var configuration = Configuration()
        configuration.label = label
        configuration.readonly = true
        configuration.busyMode = .immediateError
        queue = Mutex(try DatabaseQueue(path: path, configuration: configuration))
    }

    /// Reads with one statement.
    ///
    /// - Returns: what `body` returns; nil where another thread reads just now or another process locks the file.
    /// - Throws: what SQLite refuses.
    func read<R: Sendable>(_ body: (Database) throws -> R) throws -> R? {
        do {
            return try queue.withLockIfAvailable { try $0.unsafeRead(body) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY || error.resultCode == .SQLITE_LOCKED
        {
            return nil
        }
    }

    /// Closes the connection.
    func close() { queue.withLock { try? $0.close() } }
}
