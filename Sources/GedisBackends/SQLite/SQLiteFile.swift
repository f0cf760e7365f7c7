import GedisKit
import GedisSQLite
import Glibc
import Synchronization

/// The file of a backend, opened when it is first needed; a file that could not be opened is tried again.
final class SQLiteFile: Sendable {
    let backend: String
    let path: String
    let timeout: Duration
    /// The one connection that writes.
    let writer: SQLiteThread
    private let threads: SQLiteThreads
    private let readers: [SQLiteReader]
    let readLock: SQLiteReadLock
    private let state = Mutex(State.idle)

    private enum State {
        case idle
        case open(migrated: Double?)
        case closed
    }

    /// How many reads that may take their time run at once.
    private static let threadCount = 4

    /// Describes a file.
    ///
    /// - Parameters:
    ///   - backend: the instance's name
    ///   - path: the file
    ///   - timeout: how long a call waits for a lock
    ///   - holdsGraph: whether states are kept beside values; a file that has them keeps them in any case
    init(backend: String, path: String, timeout: Duration, holdsGraph: Bool = false) {
        self.backend = backend
        self.path = path
        self.timeout = timeout
        writer = SQLiteThread("backend \(backend)") {
            try SQLiteLayout.open(path, timeout: timeout, holdsGraph: holdsGraph)
        }
        threads = SQLiteThreads("backend \(backend) reading", count: Self.threadCount) {
            let connection = try SQLiteConnection(path, isReadOnly: true, timeout: timeout)
            connection.heedCancellation()
            return connection
        }
        readLock = SQLiteReadLock(path: path)
        readers = (0..<max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1)).map { _ in SQLiteReader(path: path) }
    }

    /// When the file became a graph; nil for one that holds none, or is not open.
    var migrated: Double? {
        guard case .open(let migrated) = state.withLock({ $0 }) else { return nil }
        return migrated
    }

    /// The layout of the file, as SQLite's `user_version`.
    var layout: Int { migrated == nil ? SQLiteLayout.version : SQLiteLayout.graphVersion }

    /// Writes in a transaction, on a thread of the file's own.
    ///
    /// - Returns: what `body` returns, once it is on the disk.
    /// - Throws: `BackendError` for what SQLite or the file system refuses, and what else `body` throws.
    nonisolated(nonsending) func write<R: Sendable>(
        _ body: @Sendable (SQLiteConnection) throws -> R
    ) async throws -> R {
        try await open()
        do {
            return try await writer.run { database in
                try readLock.withoutLock { try database.transaction(for: .writing, body) }
            }
        } catch let error as SQLiteError {
            throw failure(error)
        }
    }

    /// Reads one state of the file, on a thread of the file's own.
    ///
    /// - Returns: what `body` returns.
    /// - Throws: `BackendError` for what SQLite or the file system refuses, `CancellationError` for a cancelled task, and
    ///   what else `body` throws.
    nonisolated(nonsending) func read<R: Sendable>(
        _ body: @Sendable (SQLiteConnection) throws -> R
    ) async throws -> R {
        try await readThere { try $0.transaction(for: .reading, body) }
    }

    /// Reads with a statement or two that take no time: on the calling thread, where reading has not to wait.
    ///
    /// - Returns: what `body` returns.
    /// - Throws: what `read` throws.
    nonisolated(nonsending) func readHere<R: Sendable>(
        _ body: @Sendable (SQLiteConnection) throws -> R
    ) async throws -> R {
        if let result = try readAtOnce(body) { return result }
        return try await readThere(body)
    }

    /// Reads with a statement or two that take no time.
    ///
    /// - Returns: what `body` returns; nil where reading has to wait, and where the file is not open.
    /// - Throws: what `read` throws.
    func readAtOnce<R: Sendable>(_ body: @Sendable (SQLiteConnection) throws -> R) throws -> R? {
        try Task.checkCancellation()
        guard case .open = state.withLock({ $0 }) else { return nil }
        do {
            for reader in readers {
                guard let result = try reader.read(body) else { continue }
                readLock.noteRead()
                return result
            }
            return nil
        } catch let error as SQLiteError {
            throw failure(error)
        }
    }

    nonisolated(nonsending) private func readThere<R: Sendable>(
        _ body: @Sendable (SQLiteConnection) throws -> R
    ) async throws -> R {
        try await open()
        do {
            return try await threads.run { connection in
                try Task.checkCancellation()
                return try body(connection)
            }
        } catch let error as SQLiteError {
            throw error.code == .interrupted ? CancellationError() : failure(error)
        }
    }

    /// Opens the file, where it is not open.
    ///
    /// - Throws: `BackendError` that says why it cannot be opened.
    nonisolated(nonsending) func open() async throws(BackendError) {
        switch state.withLock({ $0 }) {
        case .open: return
        case .closed: throw failure(.closed)
        case .idle: break
        }
        do {
            let migrated = try await writer.run { try GraphStates.migrated(in: $0) }
            state.withLock { state in
                if case .idle = state { state = .open(migrated: migrated) }
            }
        } catch let error as SQLiteError {
            throw failure(error)
        } catch {
            throw (error as? BackendError) ?? BackendError("\(backend): \(error) (\(path))")
        }
    }

    /// Closes the file for good, after the calls that run. The connection that writes is the last, because that leaves
    /// nothing but the file.
    func close() async {
        state.withLock { $0 = .closed }
        readLock.close()
        for reader in readers { reader.close() }
        await threads.close()
        await writer.close()
    }
}
