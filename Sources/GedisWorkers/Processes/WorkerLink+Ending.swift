import Glibc
import Synchronization

// The end of a worker's process.

extension WorkerLink {
    /// Ends the process at once.
    ///
    /// - Parameter reason: what is said of it
    func end(because reason: String) { state.withLock { end(because: reason, &$0) } }

    func end(because reason: String, _ state: inout State) {
        guard !state.hasEnded, state.reason == nil else { return }
        state.reason = reason
        kill(-pid, SIGKILL)
    }

    /// Lets the calls that run end, then the process, and waits for that.
    ///
    /// - Parameter patience: how long that may take; then it is ended
    func stop(within patience: Duration) async {
        let timer = Task {
            try await Task.sleep(for: patience)
            end(because: "it did not end when it was asked to")
        }
        state.withLock { state in
            state.isToStop = true
            stopOnceIdle(&state)
        }
        await waitForEnd()
        timer.cancel()
    }

    /// Asks the process to end if it is to, and has answered all calls.
    func stopOnceIdle(_ state: inout State) {
        guard state.isToStop, state.takesCalls, state.calls.isEmpty, state.lanes.isEmpty else { return }
        state.isStopping = true
        state.outbox.list(count: 1)
        state.outbox.integer(WorkerProtocol.Request.stop.rawValue)
        posted(&state)
    }
}
