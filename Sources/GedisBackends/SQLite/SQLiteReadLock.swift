import GedisSQLite
import Synchronization

/// Keeps the newest state of the file locked for reading while values are read often.
///
/// Each read of its own takes a lock of the file and gives it back, two calls of the system that are half of what a value
/// costs. Connections of one process share a lock: where one has it, the others need no call. It says nothing of what they
/// see, which is the newest state at all times.
///
/// What is locked holds up a checkpoint. So none is while this process writes, nor for a while in each tenth of a second,
/// in which other processes' checkpoints come to their end.
final class SQLiteReadLock: Sendable {
    private struct State {
        var connection: SQLiteConnection?
        var isClosed = false
        /// How many reads there were since it was released.
        var reads = 0
        var released = ContinuousClock.now
        var holds = 0
    }

    /// How many reads there are before it is taken: fewer are done sooner without.
    private static let fewestReads = 32
    private static let longestHold = Duration.milliseconds(90)
    private static let shortestPause = Duration.milliseconds(10)

    private let path: String
    private let held = Atomic(false)
    private let writes = Atomic(0)
    private let state = Mutex(State())

    /// A lock on a file that is there and in WAL mode, which nothing has taken yet.
    init(path: String) { self.path = path }

    /// Whether it is held now.
    var isHeld: Bool { held.load(ordering: .relaxed) }

    /// Notes that values were read. Takes the lock where many are.
    func noteReads(_ count: Int) {
        guard !isHeld else { return }
        let hold = state.withLockIfAvailable { state -> Int? in
            state.reads += count
            guard state.reads >= Self.fewestReads, writes.load(ordering: .relaxed) == 0, !state.isClosed,
                ContinuousClock.now - state.released >= Self.shortestPause, !isHeld, take(&state)
            else { return nil }
            state.holds += 1
            held.store(true, ordering: .relaxed)
            return state.holds
        }
        guard let hold = hold ?? nil else { return }
        Task { [weak self] in
            try? await Task.sleep(for: Self.longestHold)
            self?.state.withLock { state in
                if state.holds == hold { self?.release(&state) }
            }
        }
    }

    /// Calls `body` while the lock is not held.
    ///
    /// - Throws: what `body` throws.
    func withoutLock<R>(_ body: () throws -> R) rethrows -> R {
        writes.add(1, ordering: .relaxed)
        state.withLock { release(&$0) }
        defer {
            state.withLock { $0.released = .now }
            writes.subtract(1, ordering: .relaxed)
        }
        return try body()
    }

    /// Releases it for good.
    func close() {
        state.withLock { state in
            release(&state)
            state.isClosed = true
            state.connection = nil
        }
    }

    private func take(_ state: inout State) -> Bool {
        do {
            let connection = try state.connection ?? SQLiteConnection(path, isReadOnly: true)
            state.connection = connection
            try connection.execute("BEGIN; SELECT 1 FROM entries LIMIT 1")
            return true
        } catch {
            // Reads do without it, and say themselves what is wrong.
            state.connection = nil
            state.reads = 0
            return false
        }
    }

    private func release(_ state: inout State) {
        state.reads = 0
        guard isHeld else { return }
        try? state.connection?.execute("COMMIT")
        state.released = .now
        held.store(false, ordering: .relaxed)
    }
}
