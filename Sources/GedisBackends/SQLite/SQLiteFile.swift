import GedisKit
import GRDB
import Synchronization

/// The file of a backend, opened when it is first needed; a file that could not be opened is tried again.
final class SQLiteFile: Sendable {
    /// The layout that this program writes, as SQLite's `user_version`, and that of a file which holds a graph besides.
    static let version = 2
    static let graphVersion = 3
    /// What marks a file as ours, as SQLite's `application_id`: `GEDI`.
    static let application = 0x4745_4449

    let backend: String
    let path: String
    let timeout: Duration
    private let holdsGraph: Bool
    private let graphStart = Mutex<Double?>(nil)
    private let state = Mutex(State.idle)
    private let opener = Opener()

    private enum State {
        case idle, open(DatabasePool, SQLiteReader), closed
    }

    /// Lets one caller at a time open the file, without blocking those that wait.
    private actor Opener {
        func run<R>(_ body: () throws(BackendError) -> R) throws(BackendError) -> R { try body() }
    }

    /// Describes a file.
    ///
    /// - Parameters:
    ///   - backend: the instance's name
    ///   - path: the file
    ///   - timeout: how long a call waits for a lock
    ///   - holdsGraph: whether states are kept beside values; a file that has them keeps them in any case
    init(backend: String, path: String, timeout: Duration, holdsGraph: Bool = false) {
        self.holdsGraph = holdsGraph
        self.backend = backend
        self.path = path
        self.timeout = timeout
    }

    /// When the file became a graph; nil for one that holds none, or is not open.
    var migrated: Double? { graphStart.withLock { $0 } }

    /// The layout of the file, as SQLite's `user_version`.
    var layout: Int { migrated == nil ? Self.version : Self.graphVersion }

    /// Calls `body` with the open file.
    ///
    /// - Returns: what `body` returns.
    /// - Throws: `BackendError` for what SQLite or the file system refuses, `CancellationError` for a cancelled task.
    nonisolated(nonsending) func run<R: Sendable>(
        _ body: @Sendable (DatabasePool) async throws -> R
    ) async throws -> R {
        let pool = try await open()
        do {
            return try await body(pool)
        } catch let error as DatabaseError {
            throw failure(error)
        }
    }

    /// Reads on the calling thread.
    ///
    /// - Returns: what `body` returns; nil where the file is not open yet or reading would have to wait.
    /// - Throws: `BackendError` for what SQLite refuses.
    func readNow<R: Sendable>(_ body: (Database) throws -> R) throws -> R? {
        guard case .open(_, let reader) = state.withLock({ $0 }) else { return nil }
        do {
            return try reader.read(body)
        } catch let error as DatabaseError {
            throw failure(error)
        }
    }

    /// The open file.
    ///
    /// - Throws: `BackendError` that says why it cannot be opened.
    nonisolated(nonsending) func open() async throws(BackendError) -> DatabasePool {
        if let pool = try opened() { return pool }
        return try await opener.run { () throws(BackendError) in
            if let pool = try self.opened() { return pool }
            let (pool, reader) = try self.makePool()
            self.state.withLock { $0 = .open(pool, reader) }
            return pool
        }
    }

    /// Closes the file for good.
    func close() async {
        let earlier = state.withLock { state in
            defer { state = .closed }
            return state
        }
        guard case .open(let pool, let reader) = earlier else { return }
        reader.close()
        // Fails only while a call is still running, which then closes the file when it ends.
        try? pool.close()
    }

    private func opened() throws(BackendError) -> DatabasePool? {
        switch state.withLock({ $0 }) {
        case .idle: return nil
        case .open(let pool, _): return pool
        case .closed: throw BackendError("\(backend): closed (\(path))", reason: .unreachable)
        }
    }

    private func makePool() throws(BackendError) -> (DatabasePool, SQLiteReader) {
        var configuration = Configuration()
        configuration.label = "backend \(backend)"
        configuration.busyMode = .timeout(timeout / .seconds(1))
        do {
            // First as the file is: a pool sets it to WAL, and another program's file is not ours to change.
            let start = try DatabaseQueue(path: path, configuration: configuration).write { [holdsGraph] database in
                try Self.prepare(database)
                return try Self.prepareGraph(database, isWanted: holdsGraph)
            }
            graphStart.withLock { $0 = start }
            let pool = try DatabasePool(path: path, configuration: configuration)
            // The pool itself chooses NORMAL, which loses the last writes when the power goes.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            return (pool, try SQLiteReader(path: path, label: configuration.label))
        } catch let error as DatabaseError {
            throw failure(error)
        } catch {
            throw (error as? BackendError) ?? BackendError("\(backend): \(error) (\(path))")
        }
    }

    /// Makes the table in an empty file, and brings one of an earlier layout to this one; refuses a file of another
    /// program.
    private static func prepare(_ database: Database) throws {
        let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        switch (application, version) {
        case (Self.application, Self.version): return
        case (Self.application, Self.graphVersion) where try GraphStates.exist(in: database): return
        case (Self.application, 1):
            // A check by the program of the first layout sets back the version of a file that it had open.
            let columns = try database.columns(in: "entries").map(\.name)
            if !columns.contains("expires") { try database.execute(sql: Entries.addingExpiry) }
        case (0, 0) where try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0:
            try database.execute(sql: Entries.schema)
            try database.execute(sql: "PRAGMA application_id = \(Self.application)")
        default:
            let finding = application == Self.application ? "a newer layout (\(version))" : "another program's data"
            throw DatabaseError(resultCode: .SQLITE_MISMATCH, message: "the file holds \(finding)")
        }
        try database.execute(sql: "PRAGMA user_version = \(Self.version)")
    }

    /// Makes the tables of a graph where one is wanted and there are none.
    ///
    /// - Returns: when they were made; nil for a file without them.
    private static func prepareGraph(_ database: Database, isWanted: Bool) throws -> Double? {
        if try !GraphStates.exist(in: database) {
            guard isWanted else { return nil }
            try GraphStates.create(in: database)
            try database.execute(sql: "PRAGMA user_version = \(graphVersion)")
        }
        return try GraphStates.migrated(in: database)
    }
}
