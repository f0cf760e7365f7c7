package import GedisKit
import GedisSQLite

/// A store in one SQLite file, in WAL mode.
///
/// Durability: a put or delete that has returned is on the disk, flushed (`synchronous = FULL`); it survives a killed
/// process and a power loss as far as the disk keeps what it flushed. Atomicity: a put of several keys is stored whole
/// or not at all, and seen so. Order: writes take effect one after the other; a read sees every write that returned
/// before it began. Changes are those made through this object, not those of other processes on the same file; that a
/// key has expired is reported by the object that removes it, which is the first that writes after it or listens meanwhile.
/// Keys expire by the machine's clock.
///
/// The deadline is how long a call waits for other processes' locks on the file; a call may wait that long behind a
/// batch of writes and once more in its own. A single value is read on the calling thread, unless that would have to
/// wait for another thread or process. Several processes may use one file, on a local disk.
package final class SQLiteBackend: ConnectedBackend {
    package var address: String { file.path }

    let file: SQLiteFile
    let writer: SQLiteWriter
    private let feed = ChangeFeed()

    /// Makes a backend over a file that is opened by `connect` or the first call.
    ///
    /// - Parameters:
    ///   - name: the instance's name, which starts its errors
    ///   - path: the file, made where there is none; its folder must exist
    ///   - timeout: how long a call waits for a lock
    ///   - holdsGraph: whether it is a graph of GUN too
    package init(name: String, path: String, timeout: Duration, holdsGraph: Bool = false) {
        file = SQLiteFile(backend: name, path: path, timeout: timeout, holdsGraph: holdsGraph)
        writer = SQLiteWriter(file: file, feed: feed)
    }

    package func connect() async throws(BackendError) { try await file.open() }

    package func check() async throws -> String {
        try await file.write(on: file.writer) { [file] in try $0.execute("PRAGMA user_version = \(file.layout)") }
        return try await file.read { database in
            let findings = try database.all("PRAGMA quick_check(1)") { $0.text(0) }
            guard findings == ["ok"] else { throw SQLiteError(.corrupt, findings.first) }
            return try database.first(
                "SELECT count(*), count(DISTINCT namespace), sqlite_version() FROM entries"
            ) { "holds \($0.integer(0) ?? 0) keys in \($0.integer(1) ?? 0) namespaces, SQLite \($0.text(2))" } ?? ""
        }
    }

    package func close() async {
        writer.close()
        await file.close()
        feed.close()
    }

    nonisolated(nonsending) package func changes(_ namespace: String) async throws -> Changes {
        defer { writer.sweep(in: .zero) }
        return feed.listen(to: namespace)
    }
}

// MARK: - Reading

extension SQLiteBackend {
    package func valueAtOnce(_ namespace: String, _ key: String) throws -> Scalar?? {
        try file.readAtOnce { try Entries.value(namespace, key, in: $0) }
    }

    package func beginReads() throws -> (any SharedReads)? { try file.lendReader() }

    nonisolated(nonsending) package func get(_ namespace: String, _ key: String) async throws -> Scalar? {
        try await file.readHere { try Entries.value(namespace, key, in: $0) }
    }

    nonisolated(nonsending) package func get(_ namespace: String) async throws -> [String: Scalar] {
        try await file.read { try Entries.node(namespace, in: $0) }
    }

    nonisolated(nonsending) package func get(_ namespace: String, _ keys: [String]) async throws -> [String: Scalar] {
        try await file.read { try Entries.values(namespace, keys, in: $0) }
    }

    nonisolated(nonsending) package func keys(
        _ namespace: String, after: String?, limit: Int
    ) async throws -> [String] {
        try await keys(namespace, prefix: "", after: after, limit: limit)
    }

    nonisolated(nonsending) package func keys(
        _ namespace: String, prefix: String, after: String?, limit: Int
    ) async throws -> [String] {
        try await file.read { try Entries.keys(namespace, prefix: prefix, after: after, limit: limit, in: $0) }
    }

    nonisolated(nonsending) package func timeToLive(_ namespace: String, _ key: String) async throws -> Duration? {
        let end = try await file.readHere { try Entries.end(namespace, key, in: $0) }
        return end.map { .milliseconds(max(0, $0 - WallClock.milliseconds)) }
    }
}

// MARK: - Writing

extension SQLiteBackend {
    package var batchedWrites: (any BatchedWrites)? { writer }

    nonisolated(nonsending) package func put(_ namespace: String, _ values: [String: Scalar]) async throws {
        _ = try await writer.perform(.put(namespace, values, nil))
    }

    nonisolated(nonsending) package func put(
        _ namespace: String, _ values: [String: Scalar], expiresIn lifetime: Duration
    ) async throws {
        _ = try await writer.perform(.put(namespace, values, try Lifetime(lifetime)))
    }

    nonisolated(nonsending) package func delete(_ namespace: String, _ key: String) async throws -> Bool {
        try await writer.perform(.delete(namespace, [key])) > 0
    }

    nonisolated(nonsending) package func delete(_ namespace: String, _ keys: [String]) async throws -> Int {
        try await writer.perform(.delete(namespace, keys))
    }

    nonisolated(nonsending) package func increment(
        _ namespace: String, _ key: String, by amount: Int, expiresIn lifetime: Duration?
    ) async throws -> Int {
        try await writer.perform(.increment(namespace, key, by: amount, try .of(lifetime)))
    }

    nonisolated(nonsending) package func compareAndSet(
        _ namespace: String, _ key: String, from old: Scalar?, to new: Scalar?, expiresIn lifetime: Duration?
    ) async throws -> Bool {
        try await writer.perform(.compareAndSet(namespace, key, from: old, to: new, try .of(lifetime))) > 0
    }

    nonisolated(nonsending) package func expire(
        _ namespace: String, _ key: String, in lifetime: Duration?
    ) async throws -> Bool {
        try await writer.perform(.expire(namespace, key, try .of(lifetime))) > 0
    }
}
