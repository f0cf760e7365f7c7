import Synchronization

/// Something that happens once, and that tasks wait for.
final class Signal: Sendable {
    private enum State {
        case waiting([CheckedContinuation<Void, Never>])
        case fired
    }

    private let state = Mutex(State.waiting([]))

    /// Returns once `fire` has been called.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isFired = state.withLock { state in
                guard case .waiting(let others) = state else { return true }
                state = .waiting(others + [continuation])
                return false
            }
            if isFired { continuation.resume() }
        }
    }

    /// Lets everyone go on who waits or will.
    func fire() {
        let waiting = state.withLock { state in
            guard case .waiting(let waiting) = state else { return [CheckedContinuation<Void, Never>]() }
            state = .fired
            return waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
