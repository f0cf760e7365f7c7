import CSQLite

/// A connection to a database file, for one thread at a time. Its last reference closes it.
///
/// A statement is compiled when its text is first run, and kept: values are parameters, not text.
package final class SQLiteConnection {
    /// What a transaction is begun for.
    package enum Purpose {
        /// Reading a state of the file that nobody changes meanwhile.
        case reading
        /// Writing; the lock for it is taken at the beginning.
        case writing
    }

    private let handle: OpaquePointer
    private var statements: [String: SQLiteStatement] = [:]
    /// The one that ran last, and its text: the next one is often the same, and a text is longer to hash than to compare.
    private var latest: (sql: String, statement: SQLiteStatement)?

    /// Opens a file; one that is not there is made, unless it is only read.
    ///
    /// - Parameters:
    ///   - path: the file
    ///   - isReadOnly: whether nothing is to be written
    ///   - timeout: how long to wait for the lock of another connection
    /// - Throws: `SQLiteError` when it cannot be opened. That it holds no database shows later.
    package init(_ path: String, isReadOnly: Bool = false, timeout: Duration = .zero) throws(SQLiteError) {
        _ = Self.setup
        let access = isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        var handle: OpaquePointer?
        let result = sqlite3_open_v2(path, &handle, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard result == SQLITE_OK, let handle else {
            defer { sqlite3_close_v2(handle) }
            throw SQLiteError(result, of: handle)
        }
        self.handle = handle
        sqlite3_busy_timeout(handle, Int32(min(timeout / .milliseconds(1), Double(Int32.max))))
    }

    deinit {
        latest = nil
        statements = [:]
        sqlite3_close_v2(handle)
    }

    /// SQLite counts the memory that it has under a lock, several times a statement, unless that is switched off before its first
    /// use. Where it has been used already, it goes on counting.
    private static let setup: Void = { _ = sqlite_count_no_memory() }()

    /// Has statements fail with `interrupted` once the task that runs them is cancelled.
    package func heedCancellation() {
        sqlite3_progress_handler(handle, 10_000, { _ in Task.isCancelled ? 1 : 0 }, nil)
    }

    /// Runs statements that have no parameters, one after the other; rows are passed over.
    package func execute(_ script: String) throws(SQLiteError) {
        let result = sqlite3_exec(handle, script, nil, nil, nil)
        guard result == SQLITE_OK else { throw SQLiteError(result, of: handle) }
    }

    /// Runs a statement.
    ///
    /// - Returns: how many rows it changed, where it changes rows.
    /// - Throws: `SQLiteError`.
    @discardableResult
    package func run(_ sql: String, _ values: SQLiteValue...) throws -> Int {
        try statement(sql, values) { while try $0.step() {} }
        return Int(sqlite3_changes(handle))
    }

    /// The first row of a query as `read` makes a value of it; nil where there is none.
    ///
    /// - Throws: `SQLiteError`, and what `read` throws.
    package func first<R>(_ sql: String, _ values: SQLiteValue..., read: (SQLiteRow) throws -> R) throws -> R? {
        try statement(sql, values) { try $0.step() ? read($0.row) : nil }
    }

    /// The rows of a query as `read` makes values of them.
    ///
    /// - Throws: `SQLiteError`, and what `read` throws.
    package func all<R>(_ sql: String, _ values: SQLiteValue..., read: (SQLiteRow) throws -> R) throws -> [R] {
        try statement(sql, values) { statement in
            var results: [R] = []
            while try statement.step() { results.append(try read(statement.row)) }
            return results
        }
    }

    /// Runs a statement whose parameters are three texts, of which nothing is copied.
    ///
    /// - Throws: `SQLiteError`.
    package func run(_ sql: String, _ first: String, _ second: String, _ third: String) throws {
        let statement = try compiled(sql)
        try statement.withText(first, at: 1) {
            try statement.withText(second, at: 2) {
                try statement.withText(third, at: 3) {
                    defer { statement.reset() }
                    while try statement.step() {}
                }
            }
        }
    }

    /// Calls `read` with the first row of a query whose parameters are two texts, of which nothing is copied, where there is one.
    ///
    /// It is not generic: what a generic function has to find out of its types costs a tenth of such a query.
    ///
    /// - Throws: `SQLiteError`, and what `read` throws.
    package func find(
        _ sql: String, _ first: String, _ second: String, _ read: (SQLiteRow) throws -> Void
    ) throws {
        let statement = try compiled(sql)
        try statement.withText(first, at: 1) {
            try statement.withText(second, at: 2) {
                defer { statement.reset() }
                if try statement.step() { try read(statement.row) }
            }
        }
    }

    /// Calls `body` in a transaction, which an error undoes.
    ///
    /// - Throws: `SQLiteError`, and what `body` throws.
    package func transaction<R>(for purpose: Purpose, _ body: (SQLiteConnection) throws -> R) throws -> R {
        try begin(purpose)
        do {
            let result = try body(self)
            try run("COMMIT")
            return result
        } catch {
            undoTransaction()
            throw error
        }
    }

    /// Begins a transaction.
    package func begin(_ purpose: Purpose) throws { try run(purpose == .writing ? "BEGIN IMMEDIATE" : "BEGIN") }

    /// Ends a transaction in which nothing was written, where there is one.
    package func endReading() {
        guard sqlite3_get_autocommit(handle) == 0 else { return }
        do { try run("COMMIT") } catch { undoTransaction() }
    }

    private func undoTransaction() {
        // After some errors SQLite has undone it.
        if sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
    }

    private func statement<R>(
        _ sql: String, _ values: [SQLiteValue], _ body: (SQLiteStatement) throws -> R
    ) throws -> R {
        let statement = try compiled(sql)
        defer { statement.reset() }
        try statement.bind(values)
        return try body(statement)
    }

    private func compiled(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
        if let latest, latest.sql == sql { return latest.statement }
        let statement: SQLiteStatement
        if let known = statements[sql] {
            statement = known
        } else {
            statement = try SQLiteStatement(sql, on: handle)
            statements[sql] = statement
        }
        latest = (sql, statement)
        return statement
    }
}
