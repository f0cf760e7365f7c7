import GedisKit

// What becomes of calls that are not answered.

extension RelayLink {
    /// There is no connection, or not any more; whoever waits gets an error.
    package func failed(_ failure: RelayFailure) {
        var wasSent = false
        if case .open = state { wasSent = true }
        if let detour { return settle(wasSent ? .lost : .notConnected, failure, detour) }
        let now = Stopwatch.now()
        // A connection that worked is made again at once, one that could not be made after a while.
        pause = wasSent && pause == 0 ? 1 : Swift.min(Swift.max(pause, 25_000_000) * 2, 1_000_000_000)
        carrier?.close()
        state = isRetired || pause == 1 ? .closed : .failed(failure, until: now + Int.random(in: pause / 2...pause))
        forgetInput()
        // Whether there is a process is asked for each call.
        if target.worker != nil { state = .closed }
        for run in calls.removeAll() { refuse(run, error(of: failure, run, wasSent: wasSent), at: now) }
        notifyTouched()
        wake()
    }

    /// The connection is lost.
    package func lost(_ failure: RelayFailure) {
        guard let lane = lane.take() else { return failed(failure) }
        carrier?.close()
        state = .ending
        forgetInput()
        // What is sent from here on waits for the next process.
        let link = Confined((self, calls.removeAll()))
        guard let handle = worker.handle else { return }
        Task {
            let failure = await lane.end()
            handle.perform { _ in link.value.0.ended(failure, link.value.1) }
        }
    }

    /// It is known how the process ended that it was of.
    private func ended(_ failure: RelayFailure, _ runs: [RelayedCalls.Run]) {
        let now = Stopwatch.now()
        state = .closed
        for run in runs { refuse(run, error(of: failure, run, wasSent: true, at: now), at: now) }
        notifyTouched()
        wake()
        guard case .closed = state, !calls.isEmpty else { return }
        begin(at: now)
    }

    private func error(
        of failure: RelayFailure, _ run: RelayedCalls.Run, wasSent: Bool, at now: Int = 0
    ) -> CommandError {
        guard let worker = target.worker else {
            return CommandError.notRelayed(failure, target.name, wasSent: wasSent)
        }
        if let timeout = worker.callTimeout, now - run.time >= Int(timeout / .nanoseconds(1)) {
            return worker.timeout(of: run.entry.name)
        }
        return worker.error(of: failure, run.entry.name, wasSent: wasSent)
    }

    private func forgetInput() {
        input = []
        outbox.removeAll()
        coder?.removeAll()
    }

    /// Replies an error to calls.
    private func refuse(_ run: RelayedCalls.Run, _ error: CommandError, at time: Int) {
        guard run.connection != 0, let driver = worker.drivers[run.connection] else { return }
        for _ in 0..<run.count { run.entry.statistics.countFailure() }
        driver.connection.takeRelayed(run.count) { writer in
            for _ in 0..<run.count { driver.connection.refuse(error, &writer) }
        }
        driver.connection.finishRelayed(run, run.count, at: time) { nil }
        touch(driver)
    }

    /// Looks for calls that have taken more time than they may.
    func enforceDeadlines(_ commandTimeout: Duration?, at now: Int) {
        // Of a process of gedis' own, `call_timeout` is enforced by what started it.
        if target.worker != nil {
            if let commandTimeout {
                for run in calls.abandon(until: now - Int(commandTimeout / .nanoseconds(1))) {
                    refuse(run, .timedOut(run.entry.name, after: commandTimeout), at: now)
                }
                notifyTouched()
            }
            if let detour { settleIfOverdue(detour, at: now) }
            return
        }
        let timeout = Swift.min(target.timeout, commandTimeout ?? target.timeout)
        let nanoseconds = Int(timeout / .nanoseconds(1))
        switch state {
        case .closed, .failed, .ending: return
        case .connecting, .greeting:
            guard now - begun > nanoseconds else { return }
            return failed(RelayFailure("\(address.isEmpty ? "the server" : address) was not ready within \(timeout)"))
        case .open: break
        }
        guard !calls.isEmpty else { return }
        if now - lastHeard > nanoseconds { return failed(RelayFailure("\(address) does not answer")) }
        for run in calls.abandon(until: now - nanoseconds) {
            refuse(run, .relayTimedOut(run.entry.name, after: timeout), at: now)
        }
        notifyTouched()
    }

    /// Has calls answered in another way that were sent too long ago.
    private func settleIfOverdue(_ detour: any RelayDetour, at now: Int) {
        let nanoseconds = Int(target.timeout / .nanoseconds(1))
        switch state {
        case .connecting, .greeting:
            guard now - begun > nanoseconds else { return }
        case .open:
            guard !isAsking, let first = calls.first, now - Swift.max(first.time, opened) > nanoseconds else { return }
        default: return
        }
        settle(.timedOut, RelayFailure("\(address.isEmpty ? target.name : address) does not answer"), detour)
    }
}
