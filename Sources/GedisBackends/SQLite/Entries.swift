import FoundationEssentials
import GedisKit
import GRDB

/// The table that holds the values: one row a key, in the order of the bytes of namespace and key.
///
/// What has expired is in the table until the next write removes it, and no read sees it.
enum Entries {
    static let schema = """
        CREATE TABLE entries (
            namespace TEXT NOT NULL, key TEXT NOT NULL, type TEXT NOT NULL, value ANY, expires INTEGER,
            PRIMARY KEY (namespace, key)
        ) STRICT, WITHOUT ROWID;
        \(index)
        """

    /// Makes a table of the first layout, in which nothing expires, one of this layout.
    static let addingExpiry = "ALTER TABLE entries ADD COLUMN expires INTEGER; \(index)"

    /// Finds what expires next.
    private static let index = "CREATE INDEX expiring ON entries (expires) WHERE expires IS NOT NULL"

    /// A parameter that is text. It is bound as bytes, because GRDB ends bound text at the first NUL; bytes without
    /// any are bound as NULL.
    static let text = "coalesce(cast(? AS TEXT), '')"

    /// That a row has not expired; its parameter is the time, in milliseconds since 1970.
    static let isAlive = "(expires IS NULL OR expires > ?)"

    static func value(_ namespace: String, _ key: String, in database: Database) throws -> Scalar? {
        let rows = try database.cachedStatement(
            sql: "SELECT type, value FROM entries WHERE namespace = \(text) AND key = \(text) AND \(isAlive)")
        let cursor = try Row.fetchCursor(rows, arguments: [namespace.bytes, key.bytes, WallClock.milliseconds])
        // The row is gone as soon as its cursor is.
        return try withExtendedLifetime(cursor) { try cursor.next().map { try scalar($0, 0) } }
    }

    static func values(_ namespace: String, _ keys: [String], in database: Database) throws -> [String: Scalar] {
        var values: [String: Scalar] = [:]
        for key in keys { values[key] = try value(namespace, key, in: database) }
        return values
    }

    static func node(_ namespace: String, in database: Database) throws -> [String: Scalar] {
        let rows = try database.cachedStatement(
            sql: "SELECT key, type, value FROM entries WHERE namespace = \(text) AND \(isAlive)")
        var node: [String: Scalar] = [:]
        let cursor = try Row.fetchCursor(rows, arguments: [namespace.bytes, WallClock.milliseconds])
        while let row = try cursor.next() { node[try string(row, 0)] = try scalar(row, 1) }
        return node
    }

    static func keys(
        _ namespace: String, prefix: String, after: String?, limit: Int, in database: Database
    ) throws -> [String] {
        let rows = try database.cachedStatement(
            sql: """
                SELECT key FROM entries
                WHERE namespace = \(text) AND key >= \(text) AND (? OR key < \(text)) AND (? OR key > \(text))
                    AND \(isAlive)
                ORDER BY key LIMIT ?
                """)
        // No UTF-8 text has the byte FF, so that all that begin with the prefix come before it with that byte.
        let end = prefix.bytes + [0xFF]
        let cursor = try Row.fetchCursor(
            rows,
            arguments: [
                namespace.bytes, prefix.bytes, prefix.isEmpty, end, after == nil, (after ?? "").bytes,
                WallClock.milliseconds, max(limit, 0),
            ])
        var keys: [String] = []
        while let row = try cursor.next() { keys.append(try string(row, 0)) }
        return keys
    }

    /// When a key expires, in milliseconds since 1970; nil for never, and where there is no value.
    static func end(_ namespace: String, _ key: String, in database: Database) throws -> Int? {
        let rows = try database.cachedStatement(
            sql: "SELECT expires FROM entries WHERE namespace = \(text) AND key = \(text) AND \(isAlive)")
        return try Int?.fetchOne(rows, arguments: [namespace.bytes, key.bytes, WallClock.milliseconds]) ?? nil
    }
}

// MARK: - Values

extension Entries {
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
    static func string(_ row: Row, _ index: Int) throws -> String {
        try row.withUnsafeData(atIndex: index) { String(decoding: $0 ?? Data(), as: UTF8.self) }
    }
}

extension String {
    /// The text's bytes, to be bound to a parameter that is text.
    var bytes: Data { Data(utf8) }
}
