import GedisKit
import GedisSQLite

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

    static func value(_ namespace: String, _ key: String, in database: SQLiteConnection) throws -> Scalar? {
        var value: Scalar?
        try find(namespace, key, in: database) { value = try scalar($0, 0) }
        return value
    }

    /// Replies a value, or null where there is none.
    static func write(
        _ namespace: String, _ key: String, to reply: inout ReplyWriter, in database: SQLiteConnection
    ) throws {
        var isFound = false
        try find(namespace, key, in: database) { row in
            isFound = true
            // The bytes of a text are its reply.
            if row.isText(0, "string") { return row.withBytes(1) { reply.bulk($0) } }
            try scalar(row, 0).write(to: &reply)
        }
        if !isFound { reply.null() }
    }

    /// Calls `read` with the row of a key that has not expired, where there is one.
    private static func find(
        _ namespace: String, _ key: String, in database: SQLiteConnection, _ read: (SQLiteRow) throws -> Void
    ) throws {
        try database.find(
            "SELECT type, value, expires FROM entries WHERE namespace = ? AND key = ?", namespace, key
        ) { row in
            if let end = row.integer(2), end <= WallClock.milliseconds { return }
            try read(row)
        }
    }

    static func values(
        _ namespace: String, _ keys: [String], in database: SQLiteConnection
    ) throws -> [String: Scalar] {
        var values: [String: Scalar] = [:]
        for key in keys { values[key] = try value(namespace, key, in: database) }
        return values
    }

    static func node(_ namespace: String, in database: SQLiteConnection) throws -> [String: Scalar] {
        let rows = try database.all(
            "SELECT key, type, value FROM entries WHERE namespace = ? AND (expires IS NULL OR expires > ?)",
            .text(namespace), .integer(WallClock.milliseconds)
        ) { ($0.text(0), try scalar($0, 1)) }
        return Dictionary(rows) { $1 }
    }

    /// The keys that begin with a prefix and come after one, in their order.
    static func keys(
        _ namespace: String, prefix: String, after: String?, limit: Int, in database: SQLiteConnection
    ) throws -> [String] {
        // No UTF-8 text has the byte FF, so that all that begin with the prefix come before it with that byte.
        try database.all(
            """
            SELECT key FROM entries
            WHERE namespace = ?1 AND key >= max(?2, ?3) AND key < ?2 || x'FF' AND (expires IS NULL OR expires > ?4)
            ORDER BY key LIMIT ?5
            """,
            .text(namespace), .text(prefix), .text(first(after: after)), .integer(WallClock.milliseconds),
            .integer(max(limit, 0))
        ) { $0.text(0) }
    }

    /// The first key there can be after one, in the order of bytes.
    static func first(after key: String?) -> String { key.map { $0 + "\0" } ?? "" }

    /// When a key expires, in milliseconds since 1970; nil for never, and where there is no value.
    static func end(_ namespace: String, _ key: String, in database: SQLiteConnection) throws -> Int? {
        try database.first(
            "SELECT expires FROM entries WHERE namespace = ? AND key = ? AND expires > ?", .text(namespace),
            .text(key), .integer(WallClock.milliseconds)
        ) { $0.integer(0) } ?? nil
    }
}

// MARK: - Values

extension Entries {
    /// The value of a row whose columns from `index` on are its type and value.
    private static func scalar(_ row: SQLiteRow, _ index: Int32) throws -> Scalar {
        let type = row.text(index)
        let scalar: Scalar? =
            switch type {
            case "string": .string(row.text(index + 1))
            case "bytes": .bytes(row.bytes(index + 1))
            case "integer": row.integer(index + 1).map(Scalar.integer)
            // SQLite keeps what is not a number as NULL.
            case "double": .double(row.double(index + 1) ?? .nan)
            case "boolean": row.integer(index + 1).map { .boolean($0 != 0) }
            default: nil
            }
        guard let scalar else { throw SQLiteError(.corrupt, "a value is no \(type)") }
        return scalar
    }
}
