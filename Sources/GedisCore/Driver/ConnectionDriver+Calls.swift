import GedisKit
import GedisSettings
import Logging

/// A call that may suspend.
struct PendingCall: ~Copyable {
    /// The command, uncounted: it is valid while its table is in use, and as long as `owner` is set.
    let entry: Unmanaged<CommandEntry>
    /// What the server itself asks other threads; nil where a namespace's command answers what the connection keeps.
    let inquiry: BuiltIn.Inquiry?
    private var owner: CommandEntry?

    init(_ entry: Unmanaged<CommandEntry>, _ inquiry: BuiltIn.Inquiry? = nil) {
        self.entry = entry
        self.inquiry = inquiry
    }

    /// Keeps the command, because other things happen before the call begins.
    consuming func kept() -> PendingCall {
        owner = entry.takeUnretainedValue()
        return self
    }

    /// What answers it, where that is a namespace's command.
    var answer: Command.Handler.Answering? { entry._withUnsafeGuaranteedRef { $0.answer } }
}

// Calls that may suspend: those of a connection are run one after the other, in one task as long as there are more. What is
// here happens on the connection's thread; `CallRunner` is what waits.

extension ConnectionDriver {
    /// The name of the command whose call has suspended, or follows one that has, and whether it runs now.
    var runningCall: (name: String, isInline: Bool)? { calling.map { ($0.name, isInline) } }

    /// Runs a call, and those that follow it at once, in one task. They begin here and now, on this thread; where
    /// nothing suspends they have ended when this returns, and the replies go out with the read's flush.
    func begin(_ pending: consuming PendingCall) {
        guard let transport else { return }
        if isAwaited { transport.close(afterMilliseconds: Self.onlyCall) }
        guard calling == nil else {
            // The handler has not returned since its last call was answered. When it does, this one is run.
            following = pending.kept()
            return
        }
        let runner = connection.worker.lendRunner(over: transport.jobs)
        calling = pending.entry.takeUnretainedValue()
        isInline = true
        runner.run(pending, of: self)
        isInline = false
        guard calling != nil else { return }
        self.runner = runner
        suspendedName = calling?.name
        if let suspendedName { connection.worker.activity.suspend(suspendedName, 1) }
        callStart = connection.measureAlone()
    }

    /// Begins a call that is about to run.
    ///
    /// - Returns: what its handler is handed.
    func start(_ call: borrowing PendingCall) -> Calls {
        let calls = connection.beginCalls(from: self)
        call.entry._withUnsafeGuaranteedRef { start($0) }
        return calls
    }

    /// Takes notice that a handler has returned, for which the connection still waited.
    ///
    /// - Parameters:
    ///   - calls: what it was handed
    ///   - error: what it has thrown
    /// - Returns: what is to be run next.
    func end(_ calls: Calls, _ error: (any Error)?) -> PendingCall? {
        if isUnanswered {
            if let error { fail(calls, error) }
            following = finishCall()
        }
        return following.take()
    }

    /// Goes on without a call: none follows.
    func endCalls() {
        calling = nil
        runner = nil
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
        if entry.forwarder != nil { connection.forward(entry, andFollowing: !isHeld) }
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
        runner.take()?.abandon()
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
        guard next.inquiry == nil, let calling, next.entry.toOpaque() == Unmanaged.passUnretained(calling).toOpaque()
        else {
            following = next.kept()
            return false
        }
        start(calling)
        return true
    }
}
