import GedisGUN
import GedisKit
import GedisSQLite

/// A write to the table.
enum SQLiteWrite: Sendable {
    case put(String, [String: Scalar], Lifetime?)
    /// A put of one key that does not expire.
    case set(String, String, Scalar)
    case delete(String, [String])
    case increment(String, String, by: Int, Lifetime?)
    case compareAndSet(String, String, from: Scalar?, to: Scalar?, Lifetime?)
    case expire(String, String, Lifetime?)
    /// Puts of a graph.
    case merge([GraphPut])
    /// Nothing but what every write begins with: the removal of what has expired.
    case sweep

    /// What came of a write.
    struct Outcome: Sendable {
        /// How many keys were deleted, the new value of a counter, or whether the write was done as 0 or 1; after a sweep
        /// the time of the next expiry, or 0.
        var result: Result<Int, BackendError>
        /// The changes that were made, besides those that `SQLiteWrite.changes` says.
        var changes: [Change] = []
        /// What was taken into the graph, where the store holds one.
        var taken: [GraphChange] = []
        /// What stands in the place of entries of each put that lost.
        var lost: [[GunNode]] = []
    }

    /// The node that is written to.
    var namespace: String {
        switch self {
        case .put(let namespace, _, _), .set(let namespace, _, _), .delete(let namespace, _),
            .increment(let namespace, _, _, _),
            .compareAndSet(let namespace, _, _, _, _), .expire(let namespace, _, _):
            namespace
        case .merge, .sweep: ""
        }
    }

    /// How long what it stores lives.
    var lifetime: Lifetime? {
        switch self {
        case .put(_, _, let lifetime), .increment(_, _, _, let lifetime), .compareAndSet(_, _, _, _, let lifetime),
            .expire(_, _, let lifetime):
            lifetime
        case .set, .delete, .merge, .sweep: nil
        }
    }

    /// The changes that it makes in any case.
    var changes: [Change] {
        switch self {
        case .put(_, let values, _): values.map { Change($0.key, $0.value) }
        case .set(_, let key, let value): [Change(key, value)]
        default: []
        }
    }
}

extension Entries {
    /// Removes what has expired.
    ///
    /// - Returns: the keys by their nodes.
    /// - Throws: what SQLite refuses.
    static func sweep(in database: SQLiteConnection) throws -> [(namespace: String, key: String)] {
        try database.all(
            "DELETE FROM entries WHERE expires <= ? RETURNING namespace, key", .integer(WallClock.milliseconds)
        ) { ($0.text(0), $0.text(1)) }
    }

    /// Does a write, in a transaction whose first step was `sweep`.
    ///
    /// - Parameters:
    ///   - write: the write
    ///   - states: where states are kept; nil for a store that holds no graph
    ///   - database: the file
    /// - Returns: what came of it; a write that is refused has changed nothing.
    /// - Throws: what SQLite refuses.
    static func perform(
        _ write: SQLiteWrite, _ states: GraphStates?, in database: SQLiteConnection
    ) throws -> SQLiteWrite.Outcome {
        var outcome = try perform(write, in: database)
        if case .merge(let puts) = write {
            guard let states else {
                return .init(result: .failure(BackendError("holds no graph: set web.gun", reason: .unsupported)))
            }
            for put in puts {
                let (taken, lost) = try states.merge(put, in: database)
                outcome.lost.append(lost)
                if !taken.isEmpty { outcome.taken.append(GraphChange(put: put.id, nodes: taken)) }
            }
        } else if let states {
            let changes = write.changes + outcome.changes
            guard !changes.isEmpty else { return outcome }
            let node = try states.note(changes, of: write.namespace, in: database)
            outcome.taken = [GraphChange(put: nil, nodes: [node])]
        }
        return outcome
    }

    private static func perform(_ write: SQLiteWrite, in database: SQLiteConnection) throws -> SQLiteWrite.Outcome {
        switch write {
        case .put(let namespace, let values, let lifetime):
            for (key, value) in values { try put(namespace, key, value, until: lifetime?.end, in: database) }
            return .init(result: .success(1))
        case .set(let namespace, let key, let value):
            try put(namespace, key, value, until: nil, in: database)
            return .init(result: .success(1))
        case .delete(let namespace, let keys):
            let deleted = try keys.filter { try delete(namespace, $0, in: database) }
            return .init(result: .success(deleted.count), changes: deleted.map { Change($0, nil) })
        case .increment(let namespace, let key, let amount, let lifetime):
            return try increment(namespace, key, by: amount, lifetime, in: database)
        case .compareAndSet(let namespace, let key, let old, let new, let lifetime):
            guard try value(namespace, key, in: database) == old else { return .init(result: .success(0)) }
            if let new {
                try put(namespace, key, new, until: lifetime?.end, in: database)
            } else if try !delete(namespace, key, in: database) {
                return .init(result: .success(1))
            }
            return .init(result: .success(1), changes: [Change(key, new)])
        case .expire(let namespace, let key, let lifetime):
            let count = try database.run(
                "UPDATE entries SET expires = ? WHERE namespace = ? AND key = ?", .integer(lifetime?.end),
                .text(namespace), .text(key))
            return .init(result: .success(count))
        case .merge: return .init(result: .success(1))
        case .sweep: return .init(result: .success(try nextEnd(in: database) ?? 0))
        }
    }

    /// When the next key expires.
    private static func nextEnd(in database: SQLiteConnection) throws -> Int? {
        try database.first("SELECT min(expires) FROM entries WHERE expires IS NOT NULL") { $0.integer(0) } ?? nil
    }

    private static func increment(
        _ namespace: String, _ key: String, by amount: Int, _ lifetime: Lifetime?, in database: SQLiteConnection
    ) throws -> SQLiteWrite.Outcome {
        let old = try value(namespace, key, in: database)
        let sum: Int
        do throws(Counter.Refusal) {
            sum = try Counter.sum(old, amount)
        } catch {
            return .init(result: .failure(BackendError(error.message(namespace, key), reason: .refused)))
        }
        let end = old == nil ? lifetime?.end : try end(namespace, key, in: database)
        try put(namespace, key, .integer(sum), until: end, in: database)
        return .init(result: .success(sum), changes: [Change(key, .integer(sum))])
    }

    static func delete(_ namespace: String, _ key: String, in database: SQLiteConnection) throws -> Bool {
        try database.run("DELETE FROM entries WHERE namespace = ? AND key = ?", .text(namespace), .text(key)) > 0
    }

    static func put(
        _ namespace: String, _ key: String, _ value: Scalar, until end: Int?, in database: SQLiteConnection
    ) throws {
        if case .string(let text) = value, end == nil {
            return try database.run(
                "INSERT OR REPLACE INTO entries (namespace, key, type, value) VALUES (?, ?, 'string', ?)", namespace,
                key, text)
        }
        let (type, column): (String, SQLiteValue) =
            switch value {
            case .string(let string): ("string", .text(string))
            case .bytes(let bytes): ("bytes", .bytes(bytes))
            case .integer(let number): ("integer", .integer(number))
            case .double(let number): ("double", .double(number))
            case .boolean(let truth): ("boolean", .integer(truth ? 1 : 0))
            }
        try database.run(
            "INSERT OR REPLACE INTO entries (namespace, key, type, value, expires) VALUES (?, ?, ?, ?, ?)",
            .text(namespace), .text(key), .text(type), column, .integer(end))
    }
}

extension Lifetime {
    /// When what begins to live now expires, in milliseconds since 1970.
    fileprivate var end: Int { WallClock.milliseconds + milliseconds }
}
