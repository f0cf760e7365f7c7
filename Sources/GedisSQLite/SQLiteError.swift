import CSQLite

/// What SQLite refuses.
package struct SQLiteError: Error, Equatable {
    /// Kinds of errors, by SQLite's own numbers.
    package struct Code: RawRepresentable, Equatable, Sendable {
        package static let busy = Code(SQLITE_BUSY)
        package static let cannotOpen = Code(SQLITE_CANTOPEN)
        package static let corrupt = Code(SQLITE_CORRUPT)
        package static let failed = Code(SQLITE_ERROR)
        package static let full = Code(SQLITE_FULL)
        package static let interrupted = Code(SQLITE_INTERRUPT)
        package static let locked = Code(SQLITE_LOCKED)
        package static let mismatch = Code(SQLITE_MISMATCH)
        package static let misuse = Code(SQLITE_MISUSE)
        package static let notADatabase = Code(SQLITE_NOTADB)
        package static let readOnly = Code(SQLITE_READONLY)
        package static let tooBig = Code(SQLITE_TOOBIG)

        package let rawValue: Int32

        package init(rawValue: Int32) { self.rawValue = rawValue }

        private init(_ rawValue: Int32) { self.rawValue = rawValue }
    }

    /// The extended result code, which says more than `code`.
    package let extendedCode: Int32
    /// What is wrong, in SQLite's words.
    package let message: String

    /// Which kind of error it is.
    package var code: Code { Code(rawValue: extendedCode & 0xFF) }

    /// An error of a kind, with a message other than SQLite's own for it.
    package init(_ code: Code, _ message: String? = nil) {
        extendedCode = code.rawValue
        self.message = message ?? String(cString: sqlite3_errstr(code.rawValue))
    }

    /// The error that a connection had last; nil where there was no memory for one.
    init(_ result: Int32, of connection: OpaquePointer?) {
        extendedCode = result
        message = String(cString: connection.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(result))
    }
}
