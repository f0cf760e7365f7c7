import FoundationEssentials
import GRDB
import GedisGUN
import GedisKit

/// The tables that hold, beside the values, the states at which they were written: what makes the store a graph of GUN.
///
/// A value that was there before has no state of its own, and counts as written when the tables were made.
struct GraphStates {
    /// When the tables were made.
    let migrated: Double
    let clock: GunClock

    private static let schema = """
        CREATE TABLE states (
            namespace TEXT NOT NULL, key TEXT NOT NULL, state REAL NOT NULL, exact TEXT,
            PRIMARY KEY (namespace, key)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE graph (migrated REAL NOT NULL) STRICT;
        """

    /// Whether a file has the tables.
    static func exist(in database: Database) throws -> Bool { try database.tableExists("states") }

    /// Makes the tables.
    static func create(in database: Database) throws {
        try database.execute(sql: schema)
        try database.execute(sql: "INSERT INTO graph VALUES (?)", arguments: [GunClock.now.rounded(.down)])
    }

    /// When the tables were made.
    static func migrated(in database: Database) throws -> Double? {
        try Double.fetchOne(database, sql: "SELECT migrated FROM graph")
    }

    /// How many keys of a page there are.
    private static let pageSize = 500

    /// What is known of a key: the value is nil where it has none that GUN can hold.
    private struct Known {
        let state: Double
        let value: GunValue?
    }

    /// Notes changes of values, each at the next state of the clock.
    ///
    /// - Returns: the changes as a node.
    func note(_ changes: [Change], of namespace: String, in database: Database) throws -> GunNode {
        var node = GunNode(soul: namespace)
        for change in changes {
            let last = try Self.row(namespace, change.key, in: database)?.state ?? migrated
            let state = clock.next(after: last)
            try set(namespace, change.key, state, change.value == nil ? .null : nil, in: database)
            guard let value = change.value.map({ try? GunValue($0) }) ?? .null else { continue }
            node.set(ExactText(change.key), GunEntry(value: value, state: state))
        }
        return node
    }

    /// Merges the nodes of a put.
    ///
    /// - Returns: the entries that were taken, and what stands in the place of those that lost.
    func merge(_ put: GraphPut, in database: Database) throws -> (taken: [GunNode], lost: [GunNode]) {
        var (taken, lost): ([GunNode], [GunNode]) = ([], [])
        for node in put.nodes {
            var (won, stays) = (GunNode(soul: node.soul), GunNode(soul: node.soul))
            for (key, entry) in node.entries {
                let known = try known(node.soul, key.text, in: database)
                switch entry.isTaken(over: known?.state, known?.value) {
                case true:
                    try store(node.soul, key.text, entry, in: database)
                    won.set(key, entry)
                case false:
                    guard let known, let value = known.value else { continue }
                    let held = GunEntry(value: value, state: known.state)
                    if !held.hasValue(of: entry) { stays.set(key, held) }
                }
            }
            if !won.entries.isEmpty { taken.append(won) }
            if !stays.entries.isEmpty { lost.append(stays) }
        }
        return (taken, lost)
    }

    /// A page of what is selected of a node.
    func page(
        of soul: String, _ selection: GunSelection, after last: ExactText?, in database: Database
    ) throws -> GraphPage {
        var keys: [ExactText] = []
        var next: ExactText?
        switch selection {
        case .key(let key): keys = [key]
        case .node:
            keys = try Self.keys(of: soul, from: nil, after: last, in: database)
            if keys.count == Self.pageSize { next = keys.last }
        case .range(let range):
            let found = try Self.keys(of: soul, from: range.lowest, after: last, in: database)
            keys = found.filter(range.contains)
            if found.count == Self.pageSize, let end = found.last, !range.isBefore(end) { next = end }
        }
        var entries: [(key: ExactText, entry: GunEntry)] = []
        for key in keys {
            guard let known = try known(soul, key.text, in: database), let value = known.value else { continue }
            entries.append((key, GunEntry(value: value, state: known.state)))
        }
        return GraphPage(entries: entries, next: next)
    }

    private func known(_ namespace: String, _ key: String, in database: Database) throws -> Known? {
        let row = try Self.row(namespace, key, in: database)
        if let row, let exact = row.exact { return Known(state: row.state, value: exact) }
        guard let scalar = try Entries.value(namespace, key, in: database) else {
            return row.map { Known(state: $0.state, value: nil) }
        }
        return Known(state: row?.state ?? migrated, value: try? GunValue(scalar))
    }

    private func store(_ namespace: String, _ key: String, _ entry: GunEntry, in database: Database) throws {
        if let scalar = entry.value.scalar {
            try Entries.put(namespace, key, scalar, until: nil, in: database)
        } else {
            _ = try Entries.delete(namespace, key, in: database)
        }
        try set(namespace, key, entry.state, entry.value.isScalar ? nil : entry.value, in: database)
    }

    private func set(
        _ namespace: String, _ key: String, _ state: Double, _ exact: GunValue?, in database: Database
    ) throws {
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO states (namespace, key, state, exact)
                VALUES (\(Entries.text), \(Entries.text), ?, cast(? AS TEXT))
                """
        ).execute(arguments: [namespace.bytes, key.bytes, state, exact?.json.text.bytes])
    }

    private static func row(
        _ namespace: String, _ key: String, in database: Database
    ) throws -> (state: Double, exact: GunValue?)? {
        let rows = try database.cachedStatement(
            sql: "SELECT state, exact FROM states WHERE namespace = \(Entries.text) AND key = \(Entries.text)")
        let cursor = try Row.fetchCursor(rows, arguments: [namespace.bytes, key.bytes])
        return try withExtendedLifetime(cursor) {
            guard let row = try cursor.next() else { return nil }
            let exact: GunValue? =
                (row[1] as DatabaseValue).isNull
                ? nil : GunValue(try JSON.read(Array(try Entries.string(row, 1).utf8)))
            return (row[0], exact)
        }
    }

    /// Keys that have a value, or had one.
    private static func keys(
        of namespace: String, from first: ExactText?, after last: ExactText?, in database: Database
    ) throws -> [ExactText] {
        let place = "namespace = \(Entries.text) AND key >= \(Entries.text) AND (? OR key > \(Entries.text))"
        let rows = try database.cachedStatement(
            sql: """
                SELECT key FROM entries WHERE \(place) AND \(Entries.isAlive)
                UNION SELECT key FROM states WHERE \(place) AND exact = 'null'
                ORDER BY key LIMIT ?
                """)
        let (first, after) = (first?.text.bytes ?? Data(), last?.text.bytes ?? Data())
        let cursor = try Row.fetchCursor(
            rows,
            arguments: [
                namespace.bytes, first, last == nil, after, WallClock.milliseconds, namespace.bytes, first, last == nil,
                after, Self.pageSize,
            ])
        var keys: [ExactText] = []
        while let row = try cursor.next() { keys.append(ExactText(try Entries.string(row, 0))) }
        return keys
    }
}
