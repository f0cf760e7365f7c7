import GedisGUN
import GedisKit

extension GunBackend {
    /// Gets a whole node.
    ///
    /// - Throws: `BackendError`, or `CancellationError` for a cancelled task.
    func fetch(_ soul: String, timeout: Duration) async throws -> GunNode {
        try await fetch(.node(soul: soul), soul: soul, timeout: timeout) { _ in false }
    }

    /// Gets one key, by the first answer that has it.
    ///
    /// - Parameters:
    ///   - soul: the node's name
    ///   - key: the key
    ///   - timeout: how long to wait
    ///   - seesFuture: whether an entry is taken that, by HAM, is not to be seen yet
    /// - Returns: the entry, which may be one of a deleted key; nil where there is none.
    /// - Throws: `BackendError`, or `CancellationError` for a cancelled task.
    func fetch(
        _ soul: String, _ key: ExactText, timeout: Duration, seesFuture: Bool = false
    ) async throws -> GunEntry? {
        try await fetch(.key(soul: soul, key), soul: soul, timeout: timeout, seesFuture: seesFuture) {
            $0.entries[key] != nil
        }.entries[key]
    }

    /// Gathers the answers to a request, until `isEnough` or they are complete and no other has come for a while.
    private func fetch(
        _ request: GunRequest, soul: String, timeout: Duration, seesFuture: Bool = false,
        isEnough: (GunNode) -> Bool
    ) async throws -> GunNode {
        let call = try session.begin(timeout: timeout)
        defer { session.end(call) }
        var answers = GunAnswers(soul: soul)
        var isAlive = false
        for await event in call.events {
            let now = seesFuture ? .infinity : GunClock.now
            switch event {
            case .connected:
                answers = GunAnswers(soul: soul)
                session.send(request, of: call)
                // A server without a disk is silent about what it does not have; a probe distinguishes it from a dead one.
                if session.disk != .present { session.probe(for: call) }
            case .failed(let error): throw error
            case .alive:
                isAlive = true
                if session.disk == .absent { call.wake(after: timing.quiet) }
            case .answer(let message):
                guard message.error == nil else {
                    throw session.error("the server says: \(message.error ?? "")", .failed)
                }
                answers.add(message, now: now)
                if isEnough(answers.node) { return answers.node }
                call.wake(after: timing.quiet)
            case .wake:
                answers.mature(now: now)
                if isEnough(answers.node) { return answers.node }
                if let due = answers.waiting.nextState {
                    let time = GunClock.time(until: due)
                    guard .now + time < call.deadline else { throw lateness(answers, now: now, after: timeout) }
                    call.wake(after: time)
                } else if answers.isComplete || answers.isEmpty && isAlive && session.disk == .absent {
                    return answers.node
                }
            case .deadline:
                guard answers.isEmpty, isAlive, session.disk != .present else {
                    throw lateness(answers, now: now, after: timeout)
                }
                session.foundSilent()
                return answers.node
            }
        }
        throw CancellationError()
    }

    private func lateness(_ answers: GunAnswers, now: Double, after timeout: Duration) -> BackendError {
        if let failure = session.failure { return failure }
        if let due = answers.waiting.nextState {
            let seconds = ((due - now) / 1000).rounded(.up)
            return session.error("a value lies \(seconds) s in the future: check the clocks", .failed)
        }
        let what = answers.isEmpty ? "no answer" : "no complete answer"
        return session.error("\(what) in \(timeout)", .timedOut)
    }
}
