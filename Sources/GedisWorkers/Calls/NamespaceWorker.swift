package import GedisKit
import Synchronization

/// A namespace's worker: the process that serves it now, and the next one where that ends.
package final class NamespaceWorker: Sendable {
    enum Phase {
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

    struct State {
        var phase = Phase.starting([])
        /// What is being started.
        var link: WorkerLink?
        /// How often it ended soon after it was started.
        var failures = 0
        var started = ContinuousClock.now
        /// How many calls that waited for a process to be started have not been answered.
        var late = 0
        /// Who waits for these before the process is stopped.
        var waitingForLate: [UnsafeContinuation<Void, Never>] = []
        /// How often another process was started, and how many calls all had.
        var restarts = 0
        var calls = 0
    }

    let load: WorkerLoad
    let environment: Namespace.Environment
    /// What the first process said; all others have to say the same.
    package let manifest: WorkerManifest
    let state = Mutex(State())

    /// How long a process may take until it serves, where it replaces one that ended.
    static let patience = Duration.seconds(30)
    /// A process that ends before counts as one that failed.
    static let settled = Duration.seconds(5)
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

    static func start(
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
    ///   - caller: who calls, where the function takes that
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
        var isLate = false
        defer { if isLate { answeredLate() } }
        while true {
            let outcome = try await link(countingIn: &isLate).call(
                command, name, isAsynchronous: isAsynchronous, arguments, caller: caller, isTimed: isTimed)
            if let outcome { return outcome }
        }
    }

    /// A call that waited for a process is not to be waited for any more.
    func answeredLate() {
        let waiting: [UnsafeContinuation<Void, Never>] = state.withLock { state in
            state.late -= 1
            guard state.late == 0 else { return [] }
            defer { state.waitingForLate = [] }
            return state.waitingForLate
        }
        for waiting in waiting { waiting.resume() }
    }

    /// Counts a call that it is given.
    func countCall() { countCalls(1) }

    func countCalls(_ count: Int) { state.withLock { $0.calls += count } }

    /// The process that serves now; nil where there is none, or it ends.
    var servingLink: WorkerLink? {
        state.withLock { state in
            if case .serving(let link) = state.phase { link } else { nil }
        }
    }

    /// Lets the process have the calls that were posted to it.
    func flush() { state.withLock { $0.phase.link }?.flush() }

    /// The process that serves; one that is being started is waited for.
    ///
    /// - Parameter isLate: becomes true where it was waited for: the process then is not stopped before `answeredLate`
    /// - Returns: the process.
    /// - Throws: `CommandError` of code `WORKER` where there is none, `CancellationError`.
    nonisolated(nonsending) func link(countingIn isLate: inout Bool) async throws -> WorkerLink {
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
            if !isLate { state.withLock { $0.late += 1 } }
            isLate = true
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

    var isStopped: Bool { state.withLock { if case .stopped = $0.phase { true } else { false } } }

    /// Lets the calls that run end, and those that wait for a process which is being started, then the process.
    package func stop() async {
        await waitForLateCalls()
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

    private func waitForLateCalls() async {
        let timer = Task {
            try await Task.sleep(for: Self.stopPatience)
            let waiting = state.withLock { state in
                defer { state.waitingForLate = [] }
                return state.waitingForLate
            }
            for waiting in waiting { waiting.resume() }
        }
        await withUnsafeContinuation { waiting in
            let isOver = state.withLock { state in
                guard state.late > 0 else { return true }
                state.waitingForLate.append(waiting)
                return false
            }
            if isOver { waiting.resume() }
        }
        timer.cancel()
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
