import GedisCore
import GedisKit
import Synchronization

/// A socket of one thread to a worker, over which calls go that are answered in their order.
final class WorkerLane: RelayLane {
    private let link: WorkerLink
    /// Counts calls that were answered.
    private let count: @Sendable (Int) -> Void

    /// How long a process may take to end that has closed its end of the socket.
    private static let grace = Duration.seconds(1)

    init(_ link: WorkerLink, count: @escaping @Sendable (Int) -> Void) {
        self.link = link
        self.count = count
    }

    deinit { link.end(lane: ObjectIdentifier(self)) }

    var isEnding: Bool { link.state.withLock { !$0.takesCalls } }

    func begin() { link.begin(lane: ObjectIdentifier(self)) }

    func answered(_ count: Int, isIdle: Bool) {
        self.count(count)
        link.answered(lane: ObjectIdentifier(self), isIdle: isIdle)
    }

    func reject(_ failure: RelayFailure) { link.end(because: "it broke the protocol: \(failure)") }

    func end() async -> RelayFailure {
        let timer = Task { [link] in
            try await Task.sleep(for: Self.grace)
            link.end(because: "it broke the protocol: it closed a lane")
        }
        defer { timer.cancel() }
        return RelayFailure(await link.end())
    }
}

extension WorkerLink {
    /// Makes a lane, which the process is sent the other end of.
    ///
    /// - Parameter count: counts calls that were answered over it
    /// - Returns: the socket, which does not block, and the lane; nil where the process takes no calls any more.
    /// - Throws: `WorkerError` where there is no descriptor left.
    func openLane(
        count: @escaping @Sendable (Int) -> Void
    ) throws(WorkerError) -> (descriptor: Int32, lane: WorkerLane)? {
        let ends = try Self.lane()
        let isTaken = state.withLock { state in
            guard state.takesCalls else { return false }
            state.descriptors.append(ends.theirs)
            state.outbox.list(count: 1)
            state.outbox.integer(WorkerProtocol.Request.lane.rawValue)
            posted(&state)
            return true
        }
        guard isTaken else {
            Self.closeAll([ends.ours, ends.theirs])
            return nil
        }
        return (ends.ours, WorkerLane(self, count: count))
    }

    /// Calls are sent over a lane that had none.
    func begin(lane: ObjectIdentifier) {
        state.withLock { state in
            state.lanes[lane] = .now
            guard callTimeout != nil, !state.isWatchingLanes else { return }
            // The thread has to look at how long they take.
            state.isWatchingLanes = true
            wakeThread(&state)
        }
    }

    /// Calls were answered over a lane.
    func answered(lane: ObjectIdentifier, isIdle: Bool) {
        state.withLock { state in
            state.lastReply = .now
            state.lanes[lane] = isIdle ? nil : state.lastReply
            if isIdle { stopOnceIdle(&state) }
        }
    }

    /// A lane is closed.
    func end(lane: ObjectIdentifier) {
        state.withLock { state in
            guard state.lanes.removeValue(forKey: lane) != nil else { return }
            stopOnceIdle(&state)
        }
    }

    /// Waits for the process's end.
    ///
    /// - Returns: how it ended.
    func end() async -> String {
        await waitForEnd()
        return state.withLock { $0.reason ?? "" }
    }
}
