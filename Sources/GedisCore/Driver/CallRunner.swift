import GedisKit

/// A task that runs calls, of one connection after the other's: to make one for each costs more than most calls take.
///
/// Between calls it waits to be resumed, in place, on the thread of its worker. One whose task is cancelled, or whose call
/// was abandoned, ends instead.
final class CallRunner {
    /// For how many connections' turns one task is kept: what a call has needed of a task's memory stays with it.
    private static let mostTurns = 4096

    private let executor: CallExecutor
    @exclusivity(unchecked) private var task: Task<Void, Never>?
    @exclusivity(unchecked) private var resting: UnsafeContinuation<Void, Never>?
    @exclusivity(unchecked) private var call: PendingCall?
    @exclusivity(unchecked) private var driver: ConnectionDriver?
    @exclusivity(unchecked) private var turns = 0
    /// Whether there will be no call any more.
    @exclusivity(unchecked) private var isOver = false

    /// The jobs of its thread.
    var jobs: any JobQueue { executor.home }

    /// Makes a task that waits for calls.
    ///
    /// - Parameter jobs: the jobs of the worker's thread, which is the one that calls this
    init(over jobs: any JobQueue) {
        executor = CallExecutor(home: jobs)
        let runner = Confined(self)
        // Detached: what the code around the first call has in its task is not the other calls'.
        task = Task.immediateDetached(executorPreference: executor) { await CallRunner.serve(runner) }
    }

    /// Runs a connection's call, and those that follow it at once. When this returns they have ended, or one is suspended.
    func run(_ call: consuming PendingCall, of driver: ConnectionDriver) {
        self.call = consume call
        self.driver = driver
        resume()
    }

    /// Cancels the call that runs, and leaves its task to itself.
    func abandon() {
        executor.abandon()
        task?.cancel()
    }

    /// Ends the task, which waits for calls or is about to.
    func end() {
        isOver = true
        resume()
    }

    private func resume() {
        guard let resting = resting.take() else { return }
        executor.runInPlace { resting.resume() }
    }

    /// One function, and `@concurrent`, because a switch of executors is paid for each asynchronous one that is called, and
    /// another where it does not know on which it is.
    @concurrent private static func serve(_ runner: Confined<CallRunner>) async {
        let runner = runner.value
        var isKept = true
        while isKept, !runner.isOver {
            // There is a call already where the task was not begun at once.
            if runner.driver == nil { await withUnsafeContinuation { runner.resting = $0 } }
            isKept = false
            if let driver = runner.driver.take() {
                var pending = runner.call.take()
                while let call = pending.take() {
                    let calls = driver.start(call)
                    var failure: (any Error)?
                    do {
                        if let inquiry = call.inquiry {
                            try await inquiry(&calls.reply)
                        } else {
                            try await call.answer?(calls)
                        }
                    } catch {
                        failure = error
                    }
                    guard !calls.isAbandoned else { return }
                    pending = driver.end(calls, failure)
                }
                driver.endCalls()
                runner.turns += 1
                isKept = !Task.isCancelled && runner.turns < mostTurns && driver.connection.worker.giveBack(runner)
            }
        }
    }
}
