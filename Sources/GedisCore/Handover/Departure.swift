import Synchronization

/// Hands the connections of all threads to another process: in one step, between which and its end nothing of them is read,
/// written or run.
///
/// A thread that a command keeps may come to its part when that step is over; its connections stay then.
package final class Departure: Sendable {
    private struct State {
        var isOpen = true
        /// The threads that hold their connections.
        var holding: [any WorkerHandle] = []
        var connections: [DetachedConnection] = []
        var expected: [ConnectionRecord] = []
    }

    private let core: ServerCore
    private let state = Mutex(State())

    /// How long the calls that run may take before the others go without them.
    private static let patience = Duration.milliseconds(40)
    /// How long a thread may take to come to its part.
    private static let threadPatience = Duration.milliseconds(200)
    /// How long threads may take that have many connections.
    private static let longest = Duration.seconds(5)
    /// How long it is waited for threads that commands keep, before it begins.
    private static let stuckPatience = Duration.seconds(2)
    /// A turn of a thread that takes longer would keep the others waiting.
    private static let longestTurn = Duration.milliseconds(20)

    /// Prepares to hand over the connections of a server.
    package init(of core: ServerCore) { self.core = core }

    /// Waits for threads that commands keep.
    package func waitForThreads() async {
        let deadline = ContinuousClock.now + Self.stuckPatience
        while ContinuousClock.now < deadline,
            core.workers.contains(where: { $0.activity.stuck(longerThan: Self.longestTurn) != nil })
        {
            try? await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Stops reading, and lets the calls that run end. Threads that do not come to it stay out.
    package func hold() async {
        _ = await Gathering.results(of: core.workers, atMost: Self.threadPatience) { worker in
            let isInTime = self.state.withLock { state in
                if state.isOpen, let handle = worker.handle { state.holding.append(handle) }
                return state.isOpen
            }
            if isInTime { worker.hold() }
            return true
        }
        let deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline {
            let busy = await Gathering.results(of: holding, atMost: Self.patience) { $0.busyConnections }
            guard busy.contains(where: { $0 > 0 }) else { return }
            try? await Task.sleep(for: .milliseconds(2))
        }
    }

    /// Freezes the connections. What was published before has been handed to them by then.
    ///
    /// - Returns: those that go now, and of those that come later the ones that messages can come for meanwhile.
    package func freeze() async -> (connections: [DetachedConnection], expected: [ConnectionRecord]) {
        _ = await Gathering.results(of: holding, atMost: Self.longest) { worker in
            if self.isOpen { self.add(worker.freeze(), of: worker) }
            return true
        }
        return state.withLock { state in
            state.isOpen = false
            defer { (state.connections, state.expected) = ([], []) }
            return (state.connections, state.expected)
        }
    }

    /// Lets all connections go on here.
    package func abandon() async {
        state.withLock { $0.isOpen = false }
        await core.onEachWorker { $0.thaw() }
    }

    /// Lets the connections go that the other process has.
    ///
    /// - Parameter late: takes each of those that were busy, and nil with the number of one that has ended instead
    package func release(_ late: @escaping @Sendable (DetachedConnection?, _ id: Int) -> Void) async {
        await core.onEachWorker { $0.release(late) }
    }

    private var isOpen: Bool { state.withLock { $0.isOpen } }

    private var holding: [any WorkerHandle] { state.withLock { $0.holding } }

    private func add(_ part: (connections: [DetachedConnection], expected: [ConnectionRecord]), of worker: Worker) {
        let isInTime = state.withLock { state in
            if state.isOpen {
                state.connections += part.connections
                state.expected += part.expected
            }
            return state.isOpen
        }
        if !isInTime { worker.thaw() }
    }
}

extension ServerCore {
    /// Shows requests to the monitors among a thread's connections that another process had.
    package func showRequests(toMonitorsOf thread: any WorkerHandle) async {
        let monitors = await Gathering.results(of: [thread], atMost: Activity.stuckAfter) { worker in
            worker.drivers.values.count { $0.connection.session.isMonitor }
        }
        guard let count = monitors.first, count > 0 else { return }
        await onEachWorker { $0.monitors += Array(repeating: thread, count: count) }
    }
}
