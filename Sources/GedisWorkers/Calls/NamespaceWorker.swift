package import GedisKit
import Synchronization

/// A namespace's worker: the process that serves it now, and the next one where that ends.
package final class NamespaceWorker: Sendable {
    fileprivate enum Phase {
        /// It is being started; the calls that wait for it.
        case starting([UnsafeContinuation<Void, Never>])
        case serving(WorkerLink)
        /// It ended, and is started after a while.
        case down(String)
        /// It answers the calls that run, and then ends.
        case stopping(WorkerLink)
        /// It was stopped for good.
        case stopped
    }

    fileprivate struct State {
        var phase = Phase.starting([])
        /// What is being started.
        var link: WorkerLink?
        /// How often it ended soon after it was started.
        var failures = 0
        var started = ContinuousClock.now
        /// How often another process was started, and how many calls all had.
        var restarts = 0
        var calls = 0
    }

    let load: WorkerLoad
    let environment: Namespace.Environment
    /// What the first process said; all others have to say the same.
    package let manifest: WorkerManifest
    private let state = Mutex(State())

    /// How long a process may take until it serves, where it replaces one that ended.
    private static let patience = Duration.seconds(30)
    /// A process that ends before counts as one that failed.
    private static let settled = Duration.seconds(5)
    /// How long calls, and then the process, may still take when the namespace is replaced.
    private static let stopPatience = Duration.seconds(9)

    /// Starts a worker, and waits until it serves.
    ///
    /// - Parameters:
    ///   - load: what it is to serve
    ///   - environment: where
    /// - Throws: `WorkerError` where it does not.
    package init(_ load: WorkerLoad, in environment: Namespace.Environment) throws(WorkerError) {
        self.load = load
        self.environment = environment
        let outcome = BlockingOutcome<Result<Value, WorkerError>>()
        let ended = LateHandler<String>()
        let link = try Self.start(load, environment, started: outcome.end) { reason in
            outcome.end(.failure(.failed("the worker ended before it served: \(reason)")))
            ended.call(reason)
        }
        do throws(WorkerError) {
            manifest = try WorkerManifest(checking: try outcome.value.get())
        } catch {
            link.end(because: "it does not serve")
            throw error
        }
        state.withLock { $0.phase = .serving(link) }
        follow(link, ended)
    }

    deinit {
        state.withLock { state in
            for link in [state.phase.link, state.link] { link?.end(because: "nobody uses it any more") }
        }
    }

    private static func start(
        _ load: WorkerLoad, _ environment: Namespace.Environment,
        started: @escaping @Sendable (Result<Value, WorkerError>) -> Void,
        ended: @escaping @Sendable (String) -> Void
    ) throws(WorkerError) -> WorkerLink {
        let services = WorkerServices(environment: environment)
        return try WorkerLink(
            load.program, load: load.message(in: environment), callTimeout: environment.callTimeout,
            handlers: .init(
                started: started, asked: { await services.answer($0, $1, for: $2) },
                logged: { level, text, call, details in
                    var log = details.isEmpty ? environment.log : environment.log.with(details)
                    if let caller = call?.caller {
                        log = Context(caller: caller, command: call?.name ?? "", in: environment).log
                    }
                    log.write(level, text)
                }, ended: ended))
    }

    // MARK: - Calls

    /// Has a command answered.
    ///
    /// - Parameters:
    ///   - command: the command's number in the manifest
    ///   - arguments: what follows it in the message, in `marshal`
    ///   - caller: who calls, where the function is told
    /// - Returns: what it came to.
    /// - Throws: `CommandError` of code `WORKER` where there is no process, `CancellationError` where the task was
    ///   cancelled.
    nonisolated(nonsending) func call(
        _ command: Int, _ arguments: [UInt8], caller: Caller?
    ) async throws -> WorkerLink.Outcome {
        let described = manifest.commands[command]
        return try await call(
            command, described.name, isAsynchronous: described.isAsynchronous, arguments, caller: caller)
    }

    /// Has something answered that has a number.
    nonisolated(nonsending) func call(
        _ command: Int, _ name: String, isAsynchronous: Bool, _ arguments: [UInt8], caller: Caller?,
        isTimed: Bool = true
    ) async throws -> WorkerLink.Outcome {
        countCall()
        while true {
            let outcome = try await link().call(
                command, name, isAsynchronous: isAsynchronous, arguments, caller: caller, isTimed: isTimed)
            if let outcome { return outcome }
        }
    }

    /// Counts a call that it is given.
    func countCall() { state.withLock { $0.calls += 1 } }

    /// The process that serves now; nil where there is none, or it ends.
    var servingLink: WorkerLink? {
        state.withLock { state in
            if case .serving(let link) = state.phase { link } else { nil }
        }
    }

    /// Lets the process have the calls that were posted to it.
    func flush() { state.withLock { $0.phase.link }?.flush() }

    /// The process that serves; one that is being started is waited for.
    nonisolated(nonsending) private func link() async throws -> WorkerLink {
        while true {
            let link: WorkerLink? = try state.withLock { state in
                switch state.phase {
                case .serving(let link), .stopping(let link): return link
                case .starting: return nil
                case .down(let reason):
                    throw CommandError(
                        "the worker of \(environment.name) is being started anew: \(reason)", code: "WORKER")
                case .stopped: throw CommandError("the worker of \(environment.name) was stopped", code: "WORKER")
                }
            }
            if let link { return link }
            await withUnsafeContinuation { waiting in
                let isOver = state.withLock { state in
                    guard case .starting(let others) = state.phase else { return true }
                    state.phase = .starting(others + [waiting])
                    return false
                }
                if isOver { waiting.resume() }
            }
            try Task.checkCancellation()
        }
    }

    // MARK: - One process after the other

    /// Has the end of a process handled. The process, which keeps the handler, is not kept by it.
    private func follow(_ link: WorkerLink, _ ended: LateHandler<String>) {
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

    /// How it is.
    var status: ProcessStatus {
        state.withLock { state in
            let pid = state.phase.link?.pid
            return ProcessStatus(
                pid: pid.map(Int.init), restarts: state.restarts, calls: state.calls,
                memory: pid.map(WorkerMemory.ofProcess) ?? 0)
        }
    }

    /// How many calls it answers now; nil where it does not serve.
    var callsInFlight: Int? {
        let link: WorkerLink? = state.withLock { if case .serving(let link) = $0.phase { link } else { nil } }
        return link.map { $0.state.withLock(\.calls.count) }
    }

    /// Ends the process, which is started anew, where it has more memory than it may.
    func end(above limit: Int) {
        let link: WorkerLink? = state.withLock { if case .serving(let link) = $0.phase { link } else { nil } }
        guard let link else { return }
        let memory = WorkerMemory.ofProcess(link.pid)
        guard memory > limit else { return }
        link.end(because: "it has \(memory >> 20) MB of memory, more than memory_limit")
    }

    private var isStopped: Bool { state.withLock { if case .stopped = $0.phase { true } else { false } } }

    /// Lets the calls that run end, then the process.
    package func stop() async {
        let (link, waiting): (WorkerLink?, [UnsafeContinuation<Void, Never>]) = state.withLock { state in
            switch state.phase {
            case .serving(let link), .stopping(let link):
                state.phase = .stopping(link)
                return (link, [])
            default:
                defer { state.phase = .stopped }
                state.link?.end(because: "it was stopped")
                return (nil, state.phase.waiting)
            }
        }
        for waiting in waiting { waiting.resume() }
        await link?.stop(within: Self.stopPatience)
    }
}

extension NamespaceWorker.State {
    /// How long to wait before the next process is started: not at all at first, then twice as long each time.
    fileprivate var pause: Duration {
        failures < 2 ? .zero : min(.seconds(30), .milliseconds(100) * (1 << min(failures - 2, 10)))
    }
}

extension NamespaceWorker.Phase {
    fileprivate var link: WorkerLink? {
        switch self {
        case .serving(let link), .stopping(let link): link
        case .starting, .down, .stopped: nil
        }
    }

    fileprivate var waiting: [UnsafeContinuation<Void, Never>] {
        if case .starting(let waiting) = self { waiting } else { [] }
    }
}

extension Log {
    /// Says something at a level that a worker names.
    fileprivate func write(_ level: String, _ text: String) {
        switch level {
        case "debug": debug(text)
        case "warning": warning(text)
        case "error": error(text)
        default: info(text)
        }
    }
}
