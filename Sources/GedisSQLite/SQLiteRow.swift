import CSQLite
import Glibc

/// A row of a result; its columns are counted from 0.
package struct SQLiteRow {
    let statement: OpaquePointer

    package func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

    /// A column as a number; nil where it is another value.
    package func integer(_ column: Int32) -> Int? {
        guard sqlite3_column_type(statement, column) == SQLITE_INTEGER else { return nil }
        return Int(sqlite3_column_int64(statement, column))
    }

    /// A column as a number; nil for NULL.
    package func double(_ column: Int32) -> Double? {
        isNull(column) ? nil : sqlite3_column_double(statement, column)
    }

    /// A column's text, with what follows a NUL; empty for NULL.
    package func text(_ column: Int32) -> String { String(decoding: raw(column), as: UTF8.self) }

    /// Whether a column is this text.
    package func isText(_ column: Int32, _ text: StaticString) -> Bool {
        let bytes = raw(column)
        guard bytes.count == text.utf8CodeUnitCount, let start = bytes.baseAddress else { return false }
        return memcmp(start, text.utf8Start, bytes.count) == 0
    }

    /// Calls `body` with a column's bytes, which are valid only during the call; none for NULL.
    package func withBytes(_ column: Int32, _ body: (UnsafeRawBufferPointer) -> Void) { body(raw(column)) }

    /// A column's bytes; none for NULL.
    package func bytes(_ column: Int32) -> [UInt8] { [UInt8](raw(column)) }

    private func raw(_ column: Int32) -> UnsafeRawBufferPointer {
        // In this order: SQLite finds the bytes first, and then says how many they are.
        let start = sqlite3_column_blob(statement, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
    }
}
