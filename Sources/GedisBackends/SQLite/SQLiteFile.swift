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
    private let readers: SQLiteReaders
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
        readers = SQLiteReaders(most: max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1))
    }

    /// When the file became a graph; nil for one that holds none, or is not open.
    var migrated: Double? {
        guard case .open(let migrated) = state.withLock({ $0 }) else { return nil }
        return migrated
    }

    /// The layout of the file, as SQLite's `user_version`.
    var layout: Int { migrated == nil ? SQLiteLayout.version : SQLiteLayout.graphVersion }

    /// Writes in a transaction, on the thread that writes.
    ///
    /// - Returns: what `body` returns, once it is on the disk.
    /// - Throws: `BackendError` for what SQLite or the file system refuses, and what else `body` throws.
    func write<R: Sendable>(
        on thread: isolated SQLiteThread, _ body: @Sendable (SQLiteConnection) throws -> R
    ) throws -> R {
        try open(on: thread)
        do {
            return try thread.run { database in
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
        guard let reader = try lendReader() else { return nil }
        defer { reader.end() }
        return try reader.read(body)
    }

    /// Lends the calling thread a connection for what need not wait; `end` gives it back.
    ///
    /// - Returns: the connection; nil where as many threads read, and where the file is not open.
    /// - Throws: `BackendError` where it cannot be opened.
    func lendReader() throws -> SQLiteReader? {
        do {
            return try readers.lend { try SQLiteReader(to: self) }
        } catch let error as SQLiteError {
            throw failure(error)
        }
    }

    /// Takes a connection back on which so many values were read.
    func giveBack(_ reader: SQLiteReader, after count: Int) {
        readers.giveBack(reader)
        readLock.noteReads(count)
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
        // What is known need not wait for the thread.
        if try !isOpen() { try await open(on: writer) }
    }

    private func isOpen() throws(BackendError) -> Bool {
        switch state.withLock({ $0 }) {
        case .open: return true
        case .closed: throw failure(.closed)
        case .idle: return false
        }
    }

    private func open(on thread: isolated SQLiteThread) throws(BackendError) {
        if try isOpen() { return }
        do {
            let migrated = try thread.run { try GraphStates.migrated(in: $0) }
            state.withLock { state in
                guard case .idle = state else { return }
                state = .open(migrated: migrated)
                readers.open()
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
        await readers.close()
        await threads.close()
        await writer.close()
    }
}
