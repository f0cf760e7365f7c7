import GedisKit
import Synchronization

// One process after the other.

extension NamespaceWorker {
    /// Has the end of a process handled. The process, which keeps the handler, is not kept by it.
    func follow(_ link: WorkerLink, _ ended: LateHandler<String>) {
        ended.set { [weak self, weak link] reason in
            if let link { self?.ended(link, reason) }
        }
    }

    private func ended(_ link: WorkerLink, _ reason: String) {
        failed(link, reason)
        let pause = state.withLock { state -> Duration? in
            if case .stopping(let current) = state.phase, current === link { state.phase = .stopped }
            guard case .serving(let current) = state.phase, current === link else { return nil }
            state.failures = state.started + Self.settled > .now ? state.failures + 1 : 0
            state.phase = state.failures > 1 ? .down(reason) : .starting([])
            return state.pause
        }
        guard let pause else { return }
        environment.log.error("the worker ended, and is started anew: \(reason)")
        restart(after: pause)
    }

    private func restart(after pause: Duration) {
        Task { [weak self] in
            if pause > .zero { try await Task.sleep(for: pause) }
            self?.restart()
        }
    }

    private func restart() {
        guard !isStopped else { return }
        // What it says may come before it is known here.
        let started = LateHandler<Result<Value, WorkerError>>()
        let ended = LateHandler<String>()
        do throws(WorkerError) {
            let link = try Self.start(load, environment, started: started.call, ended: ended.call)
            let isStopped = state.withLock { state in
                if case .stopped = state.phase { return true }
                state.link = link
                return false
            }
            guard !isStopped else { return link.end(because: "it was stopped") }
            // Its end first, or calls would find one that serves no longer, and nobody would know.
            follow(link, ended)
            started.set { [weak self, weak link] result in
                if let link { self?.started(link, result) }
            }
            Task { [weak self, weak link] in
                try await Task.sleep(for: Self.patience)
                if let link { self?.failed(link, "it did not serve within \(Self.patience.components.seconds) s") }
            }
        } catch {
            failed(nil, "\(error)")
        }
    }

    private func started(_ link: WorkerLink, _ result: Result<Value, WorkerError>) {
        do throws(WorkerError) {
            let next = try WorkerManifest(checking: try result.get())
            guard next.answersLike(manifest) else {
                throw WorkerError.failed("it has other commands than before: restart the server")
            }
            serves(link)
        } catch {
            failed(link, "\(error)")
        }
    }

    /// The process that was started serves.
    private func serves(_ link: WorkerLink) {
        let waiting: [UnsafeContinuation<Void, Never>]? = state.withLock { state in
            guard state.link === link else { return nil }
            state.link = nil
            if case .stopped = state.phase {
                link.end(because: "it was stopped")
                return nil
            }
            defer {
                state.phase = .serving(link)
                state.started = .now
                state.restarts += 1
            }
            return state.phase.waiting
        }
        guard let waiting else { return }
        for waiting in waiting { waiting.resume() }
        environment.log.info("the worker serves again")
    }

    /// The process that was started does not serve; nil where there is none.
    private func failed(_ link: WorkerLink?, _ reason: String) {
        let result = state.withLock { state -> (waiting: [UnsafeContinuation<Void, Never>], pause: Duration)? in
            guard state.link === link else { return nil }
            state.link = nil
            link?.end(because: reason)
            let waiting = state.phase.waiting
            guard case .stopped = state.phase else {
                state.failures += 1
                state.phase = .down(reason)
                return (waiting, state.pause)
            }
            return nil
        }
        guard let result else { return }
        for waiting in result.waiting { waiting.resume() }
        environment.log.error("the worker does not start: \(reason)")
        restart(after: result.pause)
    }
}

extension NamespaceWorker.State {
    /// How long to wait before the next process is started: not at all at first, then twice as long each time.
    var pause: Duration {
        failures < 2 ? .zero : min(.seconds(30), .milliseconds(100) * (1 << min(failures - 2, 10)))
    }
}

extension NamespaceWorker.Phase {
    var link: WorkerLink? {
        switch self {
        case .serving(let link), .stopping(let link): link
        case .starting, .down, .stopped: nil
        }
    }

    var waiting: [UnsafeContinuation<Void, Never>] {
        if case .starting(let waiting) = self { waiting } else { [] }
    }
}
