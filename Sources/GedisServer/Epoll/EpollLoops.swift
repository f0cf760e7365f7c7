import GedisCore
import Logging
import Synchronization

/// The threads that serve clients: new connections go to those that are not stuck in a command.
final class EpollLoops: Sendable {
    private struct State {
        var loops: [EpollLoop] = []
        var next = 0
        /// How many more threads may be started because the others are stuck.
        var spares = 8
    }

    /// A thread whose turn has taken longer gets no new connections.
    private static let longestTurn = Duration.milliseconds(50)

    private let core: ServerCore
    private let state = Mutex(State())

    /// Begins without threads.
    ///
    /// - Parameter core: makes their workers
    init(of core: ServerCore) { self.core = core }

    /// The threads that there are.
    var all: [EpollLoop] { state.withLock { $0.loops } }

    /// Starts a thread.
    ///
    /// - Returns: the thread.
    /// - Throws: `StartError` when the system has no descriptors or threads left.
    @discardableResult
    func start() throws(StartError) -> EpollLoop {
        let loop = try EpollLoop(worker: core.makeWorker())
        state.withLock { $0.loops.append(loop) }
        core.add([loop])
        return loop
    }

    /// Hands a connection to a thread, in turn.
    func serve(_ socket: AcceptedSocket) {
        if !next().serve(socket) { socket.close() }
    }

    /// Hands the connections that wait for a stuck thread to others.
    func rescueWaiting() {
        for loop in all where loop.activity.stuck(longerThan: Self.longestTurn) != nil {
            for socket in loop.takeWaiting() { serve(socket) }
        }
    }

    private func next() -> EpollLoop {
        let (inTurn, maySpare) = state.withLock { state in
            for _ in state.loops {
                let loop = state.loops[state.next % state.loops.count]
                state.next += 1
                if loop.activity.stuck(longerThan: Self.longestTurn) == nil { return (loop, false) }
            }
            // The one that was stuck last may be the first to move.
            let loop = state.loops.min { $0.activity.turnTime < $1.activity.turnTime }
            defer { if state.spares > 0 { state.spares -= 1 } }
            return (loop ?? state.loops[0], state.spares > 0)
        }
        guard maySpare, let spare = try? start() else { return inTurn }
        core.logger.warning("commands keep all threads: another thread serves new connections")
        return spare
    }
}
