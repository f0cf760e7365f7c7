import GedisKit
import GedisSettings
import Logging

/// A call that may suspend.
struct PendingCall {
    let entry: CommandEntry
    /// What the server itself asks other threads; nil where a namespace's command answers what the connection keeps.
    var inquiry: BuiltIn.Inquiry?
}

// Calls that may suspend: those of a connection are run one after the other, by one task as long as there are more.

extension ConnectionDriver {
    /// The name of the command whose call has suspended, or follows one that has, and whether it runs now.
    var runningCall: (name: String, isInline: Bool)? { calling.map { ($0.name, isInline) } }

    /// Runs a call, and those that follow it at once, in one task. It begins here and now, on this thread; where
    /// nothing suspends it has ended when this returns, and its replies go out with the read's flush.
    func begin(_ pending: PendingCall) {
        guard let transport else { return }
        if isAwaited { transport.close(afterMilliseconds: Self.onlyCall) }
        guard calling == nil else {
            // The handler has not returned since its last call was answered. When it does, this one is run.
            following = pending
            return
        }
        let driver = Confined(self)
        let executor = executor ?? CallExecutor(home: transport.jobs)
        self.executor = executor
        calling = pending.entry
        isInline = true
        let task = Task.immediate(executorPreference: executor) {
            await driver.value.run(pending)
        }
        isInline = false
        guard calling != nil else { return }
        self.task = task
        suspendedName = calling?.name
        if let suspendedName { connection.worker.activity.suspend(suspendedName, 1) }
        callStart = connection.measureAlone()
    }

    nonisolated(nonsending) private func run(_ first: PendingCall) async {
        var pending: PendingCall? = first
        while let call = pending {
            let calls = connection.beginCalls(from: self)
            start(call.entry)
            do {
                if let inquiry = call.inquiry {
                    try await inquiry(&calls.reply)
                } else {
                    try await call.entry.answer?(calls)
                }
                guard calls.source != nil else { return }
            } catch {
                guard calls.source != nil else { return }
                if isUnanswered { fail(calls, error) }
            }
            if isUnanswered { following = finishCall() }
            pending = following.take()
        }
        calling = nil
        task = nil
        forgetSuspension()
        connection.forgetCalls(isOver: true)
        if !isInline, mayRead { transport?.resumeReading() }
        whenIdle.take()?(self)
    }

    /// Notes that the task that was suspended is over, or nobody waits for it any more.
    func forgetSuspension() {
        if let name = suspendedName.take() { connection.worker.activity.suspend(name, -1) }
    }

    private func start(_ entry: CommandEntry) {
        if calling !== entry { calling = entry }
        isUnanswered = true
        connection.forward(entry, andFollowing: !isHeld)
        if isInline {
            connection.measure(entry)
        } else {
            connection.stopMeasuring()
            callStart = connection.worker.stopwatch.last
        }
    }

    private func fail(_ calls: Calls, _ error: any Error) {
        guard let calling else { return }
        connection.wrongArgument = error as? ArgumentError
        calls.reply.removeAll()
        calling.statistics.countFailure()
        connection.refuse(CommandError(error, thrownBy: calling.name), &calls.reply)
    }

    /// Takes the reply of the call that ended, and runs what follows it.
    ///
    /// - Returns: the next call that may suspend, where the connection waits for nothing else.
    private func finishCall() -> PendingCall? {
        isUnanswered = false
        var time: Int?
        if let calling, let start = callStart.take() {
            let now = Stopwatch.now()
            connection.finish(calling, nanoseconds: now - start, at: now)
            time = now
        }
        connection.finishCall()
        if !isInline { transport?.flushSoon() }
        // What was sent ahead is waited for here.
        guard !isHeld || !connection.ahead.isEmpty else {
            connection.rest()
            return nil
        }
        return advance(connection.resume(at: time))
    }

    /// Replies an error in place of a call that takes too long, cancels it, and goes on without it.
    func abandon(_ entry: CommandEntry) {
        let worker = connection.worker
        worker.logger.warning("cancelling a call that takes too long", metadata: ["command": "\(entry.name)"])
        entry.statistics.countFailure()
        calling = nil
        callStart = nil
        isUnanswered = false
        connection.forgetCalls(isOver: false)
        forgetSuspension()
        executor.take()?.abandon()
        task.take()?.cancel()
        var reply = ReplyWriter(version: connection.session.version)
        connection.refuse(.timedOut(entry.name, after: worker.limits.commandTimeout), &reply)
        connection.finish(reply)
        if isHeld, connection.ahead.isEmpty { connection.rest() } else { follow(connection.resume()) }
        flush()
        if mayRead { transport?.resumeReading() }
        if !isBusy { whenIdle.take()?(self) }
    }
}

extension ConnectionDriver: CallSource {
    var caller: Caller { connection.caller }

    var isHere: Bool { RunningCommand.isFollowed(connection.worker) }

    func nextCall() -> Bool {
        guard let next = finishCall() else { return false }
        guard next.inquiry == nil, next.entry === calling else {
            following = next
            return false
        }
        start(next.entry)
        return true
    }
}
