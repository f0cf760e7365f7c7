package import GedisCore
import Logging
import Synchronization

/// The threads that serve clients: new connections go to those that are not stuck in a command.
package final class ServingThreads<Thread: ServingThread>: Sendable {
    private struct State {
        var threads: [Thread] = []
        var next = 0
        /// How many more threads may be started because the others are stuck.
        var spares = 8
    }

    /// A thread whose turn has taken longer gets no new connections.
    private static var longestTurn: Duration { .milliseconds(50) }

    private let core: ServerCore
    private let make: @Sendable () throws(StartError) -> Thread
    private let state = Mutex(State())

    /// Begins without threads.
    ///
    /// - Parameters:
    ///   - core: what the threads' workers are made reachable by
    ///   - make: starts a thread
    package init(of core: ServerCore, make: @escaping @Sendable () throws(StartError) -> Thread) {
        self.core = core
        self.make = make
    }

    /// The threads that there are.
    package var all: [Thread] { state.withLock { $0.threads } }

    /// The thread that a connection belongs to which comes from another process later than the others.
    ///
    /// - Parameter id: the connection's number
    /// - Returns: the thread.
    package func thread(for id: Int) -> Thread {
        state.withLock { $0.threads[id % Swift.min($0.threads.count, initial)] }
    }

    /// How many threads there were at first: those that are started later do not change where a number leads.
    private var initial: Int { Swift.max(core.configuration.threads, 1) }

    /// Starts a thread.
    ///
    /// - Returns: the thread.
    /// - Throws: `StartError` when the system has no descriptors or threads left.
    @discardableResult
    package func start() throws(StartError) -> Thread {
        let thread = try make()
        state.withLock { $0.threads.append(thread) }
        core.add([thread])
        return thread
    }

    /// Hands a connection to a thread, in turn.
    package func serve(_ socket: AcceptedSocket) {
        if !next().serve(socket) { socket.close() }
    }

    /// Hands the connections that wait for a stuck thread to others.
    package func rescueWaiting() {
        for thread in all where thread.activity.stuck(longerThan: Self.longestTurn) != nil {
            for socket in thread.takeWaiting() { serve(socket) }
        }
    }

    private func next() -> Thread {
        let (inTurn, maySpare) = state.withLock { state in
            for _ in state.threads {
                let thread = state.threads[state.next % state.threads.count]
                state.next += 1
                if thread.activity.stuck(longerThan: Self.longestTurn) == nil { return (thread, false) }
            }
            // The one that was stuck last may be the first to move.
            let thread = state.threads.min { $0.activity.turnTime < $1.activity.turnTime }
            defer { if state.spares > 0 { state.spares -= 1 } }
            return (thread ?? state.threads[0], state.spares > 0)
        }
        guard maySpare, let spare = try? start() else { return inTurn }
        core.logger.warning("commands keep all threads: another thread serves new connections")
        return spare
    }
}
