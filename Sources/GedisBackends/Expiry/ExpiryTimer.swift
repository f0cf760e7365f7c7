import GedisGUN
import Synchronization

/// Has a store remove the keys of nodes when they expire, so that those who listen are notified.
final class ExpiryTimer: Sendable {
    /// Removes what has expired.
    ///
    /// - Returns: how long until the next key expires; nil where none does.
    typealias Sweep = @Sendable () async -> Duration?

    private struct State {
        var sweeps: [ExactText: (time: ContinuousClock.Instant, sweep: Sweep)] = [:]
        /// Sleeps until the first of them.
        var sleeper: (time: ContinuousClock.Instant, task: Task<Void, Never>)?
        var isClosed = false
    }

    /// How long after a key has expired it is removed, together with those that expire meanwhile.
    private static let delay = Duration.milliseconds(20)

    private let state = Mutex(State())

    /// Sweeps a node after a time, or when it is to be swept already if that is before.
    func schedule(_ node: String, in time: Duration, _ sweep: @escaping Sweep) {
        let node = ExactText(node)
        let time = ContinuousClock.now + max(time, .zero) + Self.delay
        state.withLock { state in
            if state.isClosed { return }
            if let known = state.sweeps[node], known.time <= time { return }
            state.sweeps[node] = (time, sweep)
            wake(&state)
        }
    }

    /// Sweeps nothing any more.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.sweeps = [:]
            state.sleeper?.task.cancel()
        }
    }

    /// Has somebody sleep until the first sweep is due.
    private func wake(_ state: inout State) {
        guard let first = state.sweeps.values.map(\.time).min() else { return state.sleeper = nil }
        if let sleeper = state.sleeper {
            if sleeper.time <= first { return }
            sleeper.task.cancel()
        }
        let task = Task { [weak self] in
            guard (try? await Task.sleep(until: first, clock: .continuous)) != nil else { return }
            await self?.sweep()
        }
        state.sleeper = (first, task)
    }

    private func sweep() async {
        let due = state.withLock { state in
            let now = ContinuousClock.now
            let due = state.sweeps.filter { $0.value.time <= now }
            for node in due.keys { state.sweeps[node] = nil }
            // From here on this task is nobody's, so that no earlier sweep cancels it.
            state.sleeper = nil
            wake(&state)
            return due
        }
        for (node, (_, sweep)) in due {
            if let next = await sweep() { schedule(node.text, in: next, sweep) }
        }
    }
}
