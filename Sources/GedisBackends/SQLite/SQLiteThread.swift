import GedisDispatch
import GedisSQLite
import Synchronization

/// A connection with a thread of its own, on which calls wait for each other, for the disk and for other processes.
actor SQLiteThread {
    private enum State {
        case idle, open(SQLiteConnection), closed
    }

    private let executor: ThreadExecutor
    private let connect: @Sendable () throws -> SQLiteConnection
    private var state = State.idle

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// A connection that `connect` makes when it is first used, and tries again to make when it failed to.
    init(_ name: String, connect: @escaping @Sendable () throws -> SQLiteConnection) {
        executor = ThreadExecutor(name)
        self.connect = connect
    }

    /// Calls `body` with the connection.
    ///
    /// - Throws: `SQLiteError`, and what `body` throws.
    func run<R: Sendable>(_ body: @Sendable (SQLiteConnection) throws -> R) throws -> R {
        switch state {
        case .idle:
            let connection = try connect()
            state = .open(connection)
            return try body(connection)
        case .open(let connection): return try body(connection)
        case .closed: throw SQLiteError.closed
        }
    }

    /// Calls `body` on the thread, after the calls that wait for it. No task is made for it.
    nonisolated func perform(_ body: @escaping @Sendable (isolated SQLiteThread) -> Void) {
        executor.perform { self.assumeIsolated(body) }
    }

    /// Closes the connection for good, after the calls that wait for it.
    func close() { state = .closed }
}

/// Connections of which each call takes one that is free, or that the fewest calls wait for.
final class SQLiteThreads: Sendable {
    private let threads: [(thread: SQLiteThread, calls: CallCount)]

    private final class CallCount: Sendable {
        let value = Atomic(0)
    }

    init(_ name: String, count: Int, connect: @escaping @Sendable () throws -> SQLiteConnection) {
        threads = (1...count).map { (SQLiteThread("\(name) \($0)", connect: connect), CallCount()) }
    }

    /// Calls `body` with a connection.
    ///
    /// - Throws: what `SQLiteThread.run` throws.
    nonisolated(nonsending) func run<R: Sendable>(_ body: @Sendable (SQLiteConnection) throws -> R) async throws -> R {
        let counts = threads.map { $0.calls.value.load(ordering: .relaxed) }
        let index = counts.indices.min { counts[$0] < counts[$1] } ?? 0
        let (thread, calls) = threads[index]
        calls.value.add(1, ordering: .relaxed)
        defer { calls.value.subtract(1, ordering: .relaxed) }
        return try await thread.run(body)
    }

    /// Closes the connections for good.
    func close() async {
        for (thread, _) in threads { await thread.close() }
    }
}
