import GedisSQLite
import Synchronization

/// A connection to the file on which the calling thread reads at once, where it has to wait for nobody.
///
/// To have another thread read costs a value some 60 µs of switching between them, many times what SQLite takes for it.
final class SQLiteReader: Sendable {
    private enum State {
        case idle, open(SQLiteConnection), closed
    }

    private let path: String
    private let state = Mutex(State.idle)

    /// A connection that is made when it is first used, to a file that is there and in WAL mode.
    init(path: String) { self.path = path }

    /// Calls `body` with the connection.
    ///
    /// - Returns: what `body` returns; nil where another thread reads just now or another process locks the file.
    /// - Throws: `SQLiteError`, and what `body` throws.
    func read<R: Sendable>(_ body: @Sendable (SQLiteConnection) throws -> R) throws -> R? {
        do {
            return try state.withLockIfAvailable { state in
                switch state {
                case .open(let connection): return try body(connection)
                case .idle:
                    let connection = try SQLiteConnection(path, isReadOnly: true)
                    state = .open(connection)
                    return try body(connection)
                case .closed: return nil
                }
            } ?? nil
        } catch let error as SQLiteError where error.code == .busy || error.code == .locked {
            return nil
        }
    }

    /// Closes the connection for good.
    func close() { state.withLock { $0 = .closed } }
}
