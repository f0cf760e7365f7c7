import GedisGUN
import GedisKit
import GedisSQLite

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
    static func exist(in database: SQLiteConnection) throws -> Bool {
        try database.first("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'states'") { _ in } != nil
    }

    /// Makes the tables.
    static func create(in database: SQLiteConnection) throws {
        try database.execute(schema)
        try database.run("INSERT INTO graph VALUES (?)", .double(GunClock.now.rounded(.down)))
    }

    /// When the tables were made; nil for a file without them.
    static func migrated(in database: SQLiteConnection) throws -> Double? {
        guard try exist(in: database) else { return nil }
        return try database.first("SELECT migrated FROM graph") { $0.double(0) } ?? nil
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
    func note(_ changes: [Change], of namespace: String, in database: SQLiteConnection) throws -> GunNode {
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
    func merge(_ put: GraphPut, in database: SQLiteConnection) throws -> (taken: [GunNode], lost: [GunNode]) {
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
        of soul: String, _ selection: GunSelection, after last: ExactText?, in database: SQLiteConnection
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

    private func known(_ namespace: String, _ key: String, in database: SQLiteConnection) throws -> Known? {
        let row = try Self.row(namespace, key, in: database)
        if let row, let exact = row.exact { return Known(state: row.state, value: exact) }
        guard let scalar = try Entries.value(namespace, key, in: database) else {
            return row.map { Known(state: $0.state, value: nil) }
        }
        return Known(state: row?.state ?? migrated, value: try? GunValue(scalar))
    }

    private func store(_ namespace: String, _ key: String, _ entry: GunEntry, in database: SQLiteConnection) throws {
        if let scalar = entry.value.scalar {
            try Entries.put(namespace, key, scalar, until: nil, in: database)
        } else {
            _ = try Entries.delete(namespace, key, in: database)
        }
        try set(namespace, key, entry.state, entry.value.isScalar ? nil : entry.value, in: database)
    }

    private func set(
        _ namespace: String, _ key: String, _ state: Double, _ exact: GunValue?, in database: SQLiteConnection
    ) throws {
        try database.run(
            "INSERT OR REPLACE INTO states (namespace, key, state, exact) VALUES (?, ?, ?, ?)", .text(namespace),
            .text(key), .double(state), .text(exact?.json.text))
    }

    private static func row(
        _ namespace: String, _ key: String, in database: SQLiteConnection
    ) throws -> (state: Double, exact: GunValue?)? {
        try database.first(
            "SELECT state, exact FROM states WHERE namespace = ? AND key = ?", .text(namespace), .text(key)
        ) { row in
            let exact = row.isNull(1) ? nil : GunValue(try JSON.read(row.bytes(1)))
            return (row.double(0) ?? 0, exact)
        }
    }

    /// Keys that have a value, or had one.
    private static func keys(
        of namespace: String, from first: ExactText?, after last: ExactText?, in database: SQLiteConnection
    ) throws -> [ExactText] {
        try database.all(
            """
            SELECT key FROM entries
            WHERE namespace = ?1 AND key >= max(?2, ?3) AND (expires IS NULL OR expires > ?4)
            UNION SELECT key FROM states WHERE namespace = ?1 AND key >= max(?2, ?3) AND exact = 'null'
            ORDER BY key LIMIT ?5
            """,
            .text(namespace), .text(first?.text ?? ""), .text(Entries.first(after: last?.text)),
            .integer(WallClock.milliseconds), .integer(Self.pageSize)
        ) { ExactText($0.text(0)) }
    }
}
