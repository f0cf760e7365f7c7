import CSQLite

/// A compiled statement, which its connection keeps.
final class SQLiteStatement {
    private let handle: OpaquePointer
    private let connection: OpaquePointer

    init(_ sql: String, on connection: OpaquePointer) throws(SQLiteError) {
        var handle: OpaquePointer?
        let result = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard result == SQLITE_OK, let handle else { throw SQLiteError(result, of: connection) }
        self.handle = handle
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    /// The row that stands at; valid until the next step.
    var row: SQLiteRow { SQLiteRow(statement: handle) }

    /// Binds the parameters, in their order.
    func bind(_ values: [SQLiteValue]) throws(SQLiteError) {
        for (index, value) in values.enumerated() {
            let result = bind(value, at: Int32(index + 1))
            guard result == SQLITE_OK else { throw SQLiteError(result, of: connection) }
        }
    }

    /// Calls `body` while a text is bound to a parameter where it is, without a copy. `body` resets the statement.
    func withText(_ text: String, at index: Int32, _ body: () throws -> Void) throws {
        var text = text
        try text.withUTF8 { bytes in
            let result = sqlite_bind_text_in_place(handle, index, bytes.baseAddress, bytes.count)
            guard result == SQLITE_OK else { throw SQLiteError(result, of: connection) }
            try body()
        }
    }

    private func bind(_ value: SQLiteValue, at index: Int32) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(handle, index)
        case .integer(let number): return sqlite3_bind_int64(handle, index, Int64(number))
        case .double(let number): return sqlite3_bind_double(handle, index, number)
        // By its length, so that a NUL is a character as any other.
        case .text(var text): return text.withUTF8 { sqlite_bind_text(handle, index, $0.baseAddress, $0.count) }
        case .bytes(let bytes):
            return bytes.withUnsafeBytes { sqlite_bind_bytes(handle, index, $0.baseAddress, $0.count) }
        }
    }

    /// Goes on to the next row.
    ///
    /// - Returns: whether there is one.
    func step() throws(SQLiteError) -> Bool {
        let result = sqlite3_step(handle)
        switch result {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw SQLiteError(result, of: connection)
        }
    }

    /// Ends what it does, and keeps no values.
    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }
}
