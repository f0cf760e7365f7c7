import GedisGUN
import GedisKit

extension GunBackend {
    /// Writes entries, and waits until the server has them.
    ///
    /// A server with a disk acknowledges a put when it is written. No acknowledgement comes from one without, nor for a
    /// put that loses to what is there, nor for one that lies in the server's future; so where none comes, the keys are
    /// read back; and where a relay acknowledges one of which some lost.
    ///
    /// - Throws: `BackendError`, or `CancellationError` for a cancelled task.
    func write(_ soul: String, _ values: [ExactText: GunValue]) async throws {
        let call = try session.begin(timeout: timing.timeout)
        defer { session.end(call) }
        var node = GunNode(soul: soul)
        let state = clock.next(after: values.keys.compactMap { subscriptions.entry(soul, $0)?.state }.max())
        for (key, value) in values { node.set(key, GunEntry(value: value, state: state)) }

        var isSent = false
        var pause = timing.retry
        for await event in call.events {
            switch event {
            case .connected:
                isSent = true
                session.send(.put(node), of: call)
                call.wake(after: session.disk == .absent ? .zero : timing.acknowledgement)
            // What was sent may have arrived: it is sent again, or read back, when there is a connection.
            case .failed(let error): if !isSent { throw error }
            case .alive: break
            case .answer(let message):
                if let error = message.error { throw session.error("the server refuses: \(error)", .refused) }
                guard message.isAccepted else { continue }
                guard !message.hasLost else {
                    call.wake(after: .zero)
                    continue
                }
                subscriptions.merge([node])
                return
            case .wake:
                if try await readBack(&node, until: call.deadline) {
                    subscriptions.merge([node])
                    return
                }
                session.send(.put(node), of: call)
                call.wake(after: pause)
                pause *= 2
            case .deadline:
                if let failure = session.failure { throw failure }
                let complaint = session.complaint.map { "; the server said: \($0)" } ?? ""
                throw session.error("no acknowledgement in \(timing.timeout)\(complaint)", .timedOut)
            }
        }
        throw CancellationError()
    }

    /// Reads back what was put.
    ///
    /// - Parameters:
    ///   - node: what was put; entries that lost to newer ones get a newer state, to be put again
    ///   - deadline: when the put times out
    /// - Returns: whether the server has every entry.
    /// - Throws: `CancellationError` for a cancelled task.
    private func readBack(_ node: inout GunNode, until deadline: ContinuousClock.Instant) async throws -> Bool {
        var isStored = true
        for (key, entry) in node.entries {
            let timeout = min(ContinuousClock.now.duration(to: deadline), timing.readBack)
            let found: GunEntry?
            do {
                found = try await fetch(node.soul, key, timeout: max(timeout, .zero), seesFuture: true)
            } catch is BackendError {
                return false
            }
            if let found, found.state >= entry.state, found.hasValue(of: entry) { continue }
            isStored = false
            if let found, found.state >= entry.state {
                node.set(key, GunEntry(value: entry.value, state: clock.next(after: found.state)))
            }
        }
        if isStored { session.foundSilent() }
        return isStored
    }
}
