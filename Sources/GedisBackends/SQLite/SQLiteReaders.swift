import Synchronization

/// The connections of a file that are lent to threads for as long as they read.
final class SQLiteReaders: Sendable {
    private struct State {
        var idle: [SQLiteReader] = []
        var lent = 0
        var isOpen = false
        /// Who waits until all are given back.
        var closing: CheckedContinuation<Void, Never>?
    }

    private let most: Int
    private let state = Mutex(State())

    /// Lends no connection before `open`.
    ///
    /// - Parameter most: how many threads read at a time
    init(most: Int) { self.most = most }

    /// Lends connections from here on.
    func open() { state.withLock { $0.isOpen = true } }

    /// Lends a connection, which has to be given back.
    ///
    /// - Parameter make: makes one where none is idle
    /// - Returns: the connection; nil where as many are lent as there may be, and before `open` and after `close`.
    /// - Throws: what `make` throws.
    func lend(_ make: () throws -> SQLiteReader) rethrows -> SQLiteReader? {
        let (mayLend, idle): (Bool, SQLiteReader?) = state.withLock { state in
            guard state.isOpen, state.lent < most else { return (false, nil) }
            state.lent += 1
            return (true, state.idle.popLast())
        }
        guard mayLend else { return nil }
        if let idle { return idle }
        do {
            return try make()
        } catch {
            giveBack(nil)
            throw error
        }
    }

    /// Takes a connection back.
    func giveBack(_ reader: SQLiteReader?) {
        let closing = state.withLock { state in
            state.lent -= 1
            if let reader, state.isOpen { state.idle.append(reader) }
            return state.lent == 0 ? state.closing.take() : nil
        }
        closing?.resume()
    }

    /// Closes the connections for good, each when it is given back.
    func close() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                state.isOpen = false
                state.idle = []
                if state.lent > 0 { state.closing = continuation }
                return state.lent == 0
            }
            if isOver { continuation.resume() }
        }
    }
}
