import FoundationEssentials
import GedisKit
import GRDB

/// The table that holds the values: one row a key, in the order of the bytes of namespace and key.
enum Entries {
    static let schema = """
        CREATE TABLE entries (
            namespace TEXT NOT NULL, key TEXT NOT NULL, type TEXT NOT NULL, value ANY,
            PRIMARY KEY (namespace, key)
        ) STRICT, WITHOUT ROWID
        """

    /// A parameter that is text. It is bound as bytes, because GRDB ends bound text at the first NUL; bytes without
    /// any are bound as NULL.
    private static let text = "coalesce(cast(? AS TEXT), '')"

    static func value(_ namespace: String, _ key: String, in database: Database) throws -> Scalar? {
        let rows = try database.cachedStatement(
            sql: "SELECT type, value FROM entries WHERE namespace = \(text) AND key = \(text)")
        let cursor = try Row.fetchCursor(rows, arguments: [namespace.bytes, key.bytes])
        // The row is gone as soon as its cursor is.
        return try withExtendedLifetime(cursor) { try cursor.next().map { try scalar($0, 0) } }
    }

    static func node(_ namespace: String, in database: Database) throws -> [String: Scalar] {
        let rows = try database.cachedStatement(
            sql: "SELECT key, type, value FROM entries WHERE namespace = \(text)")
        var node: [String: Scalar] = [:]
        let cursor = try Row.fetchCursor(rows, arguments: [namespace.bytes])
        while let row = try cursor.next() { node[try string(row, 0)] = try scalar(row, 1) }
        return node
    }

    static func keys(_ namespace: String, after: String?, limit: Int, in database: Database) throws -> [String] {
        let rows = try database.cachedStatement(
            sql: """
                SELECT key FROM entries WHERE namespace = \(text) AND (? OR key > \(text)) ORDER BY key LIMIT ?
                """)
        var keys: [String] = []
        let cursor = try Row.fetchCursor(
            rows, arguments: [namespace.bytes, after == nil, (after ?? "").bytes, max(limit, 0)])
        while let row = try cursor.next() { keys.append(try string(row, 0)) }
        return keys
    }

    /// Does a write.
    ///
    /// - Returns: whether a deleted key had a value; true for a put.
    /// - Throws: what SQLite refuses.
    static func perform(_ operation: SQLiteWriter.Operation, in database: Database) throws -> Bool {
        switch operation {
        case .put(let namespace, let values):
            for (key, value) in values { try put(namespace, key, value, in: database) }
            return true
        case .delete(let namespace, let key):
            try database.cachedStatement(sql: "DELETE FROM entries WHERE namespace = \(text) AND key = \(text)")
                .execute(arguments: [namespace.bytes, key.bytes])
            return database.changesCount > 0
        }
    }
}

// MARK: - Values

extension Entries {
    private static func put(_ namespace: String, _ key: String, _ value: Scalar, in database: Database) throws {
        let (type, place, column): (String, String, any DatabaseValueConvertible) =
            switch value {
            case .string(let string): ("string", text, string.bytes)
            case .bytes(let bytes): ("bytes", "coalesce(?, x'')", Data(bytes))
            case .integer(let number): ("integer", "?", number)
            case .double(let number): ("double", "?", number)
            case .boolean(let truth): ("boolean", "?", truth)
            }
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO entries (namespace, key, type, value) VALUES (\(text), \(text), ?, \(place))
                """
        ).execute(arguments: [namespace.bytes, key.bytes, type, column])
    }

    /// The value of a row whose columns from `index` on are its type and value.
    private static func scalar(_ row: Row, _ index: Int) throws -> Scalar {
        let type = try string(row, index)
        let scalar: Scalar? =
            switch type {
            case "string": .string(try string(row, index + 1))
            case "bytes": .bytes(try row.withUnsafeData(atIndex: index + 1) { Array($0 ?? Data()) })
            case "integer": integer(row, index + 1).map(Scalar.integer)
            // SQLite keeps what is not a number as NULL.
            case "double": .double(double(row, index + 1) ?? .nan)
            case "boolean": integer(row, index + 1).map { .boolean($0 != 0) }
            default: nil
            }
        guard let scalar else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a value is no \(type)")
        }
        return scalar
    }

    // Functions of their own: the optimizer of Swift 6.3.1 crashes when it has both in one.

    @inline(never)
    private static func integer(_ row: Row, _ index: Int) -> Int? { Int.fromDatabaseValue(row[index]) }

    @inline(never)
    private static func double(_ row: Row, _ index: Int) -> Double? { Double.fromDatabaseValue(row[index]) }

    /// The text of a column, with what follows a NUL.
    private static func string(_ row: Row, _ index: Int) throws -> String {
        try row.withUnsafeData(atIndex: index) { String(decoding: $0 ?? Data(), as: UTF8.self) }
    }
}

extension String {
    fileprivate var bytes: Data { Data(utf8) }
}
