import CLinux
import GedisKit
import Glibc
import Synchronization

/// A worker's process and the socket to it, with the calls that it has not answered.
///
/// A thread of its own reads and writes the socket. What calls are made while it is busy go in its next write, whatever
/// connection they came on.
final class WorkerLink: Sendable {
    /// What a call came to.
    enum Outcome: Sendable {
        /// The value, checked, in the worker's bytes.
        case value(ArraySlice<UInt8>)
        /// An error that the function chose, or raised.
        case failure(code: String?, text: String, trace: String?)
        /// It was not answered within the time that it has.
        case timedOut
        /// The worker ended while it ran.
        case ended(String)
    }

    /// What happens besides calls.
    struct Handlers: Sendable {
        /// It serves, or says why it does not.
        var started: @Sendable (Result<Value, WorkerError>) -> Void
        /// It asks for something, for a call where it names one.
        var asked: @Sendable (_ what: String, _ values: [Value], _ call: Call?) async -> WorkerServices.Answer
        /// It has a line for the log, said by a caller's call where it names one.
        var logged: @Sendable (_ level: String, _ text: String, _ call: Call?, _ details: [Log.Detail]) -> Void
        /// It has ended; how.
        var ended: @Sendable (String) -> Void
    }

    /// A call that has not been answered.
    struct Call: Sendable {
        /// The command's number.
        let command: Int
        /// Its name in its namespace.
        let name: String
        /// Whether calls of it overlap with others.
        let isAsynchronous: Bool
        /// Who calls and until when; nil where neither is known.
        let terms: CallTerms?
        /// Who waits; nil where nobody does any more.
        var waiting: CallTicket?
        /// Whether it was cancelled, and the process is ended unless it says so.
        var isCancelled = false
    }

    struct State {
        var outbox = MarshalWriter()
        var outboxCount = 0
        /// What goes with the next bytes that are sent; closed then.
        var descriptors: [Int32] = []
        /// Lanes with calls that are not answered, and since when: their first one, or the last reply.
        var lanes: [ObjectIdentifier: ContinuousClock.Instant] = [:]
        /// Whether the thread looks at how long these take.
        var isWatchingLanes = false
        /// Whether the thread looks at the outbox before it waits.
        var isAwake = true
        var calls: [Int: Call] = [:]
        var lastCall = 0
        /// Calls by the time when they are looked at, the earliest first, where they have a time.
        var due: [(call: Int, at: ContinuousClock.Instant)] = []
        var lastReply = ContinuousClock.now
        /// How many questions of the worker are being answered.
        var questions = 0
        /// Why it was ended, where gedis did that.
        var reason: String?
        /// Whether it is asked to end as soon as it has answered all calls.
        var isToStop = false
        /// Whether it was asked to end. It takes no calls any more.
        var isStopping = false
        /// Whether its descriptors and the process's number, which may be another's soon, are not to be used any more.
        var hasEnded = false
        /// Whether all who serve its calls know that it has ended.
        var isOver = false
        /// Who waits for that.
        var waitingForEnd: [UnsafeContinuation<Void, Never>] = []

        /// Whether it takes calls.
        var takesCalls: Bool { !hasEnded && !isStopping && reason == nil }
    }

    /// The most bytes that wait to be sent, which all go into one frame.
    static let mostWaiting = WorkerProtocol.mostBytes - (1 << 10)

    let pid: Int32
    /// What can be read once the process has ended, whoever else has its socket; below zero where the kernel has none.
    let process: Int32
    let socket: Int32
    let wake: Int32
    let callTimeout: Duration?
    let handlers: Handlers
    let state = Mutex(State())
    let order = StoreOrder()

    /// Starts a worker, and sends it its first message. `handlers.started` follows.
    ///
    /// - Parameters:
    ///   - program: the program
    ///   - load: the message, in `marshal`
    ///   - callTimeout: how long a call may take
    ///   - handlers: what happens besides calls
    /// - Throws: `WorkerError` when it cannot be started.
    init(
        _ program: WorkerProgram, load: [UInt8], callTimeout: Duration?, handlers: Handlers
    ) throws(WorkerError) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw .system("cannot make a socket for a worker", errno)
        }
        defer { close(ends[1]) }
        wake = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        let started = wake < 0 ? -errno : WorkerStarter.start(program, socket: ends[1])
        guard started > 0 else {
            close(ends[0])
            if wake >= 0 { close(wake) }
            throw .system("cannot start \(program.path)", -started)
        }
        pid = started
        process = linux_process(started)
        socket = ends[0]
        self.callTimeout = callTimeout
        self.handlers = handlers
        state.withLock { state in
            state.outbox.append(load)
            state.outboxCount = 1
        }
        guard BackgroundThread.start({ [self] in run() }) else {
            _ = reap()
            closeDescriptors()
            throw .system("cannot start a thread for a worker", EAGAIN)
        }
    }

    func closeDescriptors() {
        close(socket)
        close(wake)
        if process >= 0 { close(process) }
    }

    /// Ends the process and all that it started, but for what left its process group, and waits for its end.
    ///
    /// - Returns: its status.
    func reap() -> Int32 {
        kill(-pid, SIGKILL)
        kill(pid, SIGKILL)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        WorkerGuard.only.drop(pid)
        return status
    }

    // MARK: - Calls

    /// Has the worker answer a call.
    ///
    /// - Parameters:
    ///   - command: the command's number
    ///   - name: its name in its namespace
    ///   - isAsynchronous: whether calls of it overlap with others
    ///   - arguments: what follows the command's number in the message, in `marshal`: two values
    ///   - caller: who calls, where the function takes that
    ///   - isTimed: whether it has to be answered within the time that calls have
    /// - Returns: what it came to; nil where the worker takes no calls any more, once all who serve its calls know that.
    /// - Throws: `CancellationError` where the task was cancelled.
    nonisolated(nonsending) func call(
        _ command: Int, _ name: String, isAsynchronous: Bool, _ arguments: [UInt8], caller: Caller?,
        isTimed: Bool = true
    ) async throws -> Outcome? {
        switch post(command, name, isAsynchronous: isAsynchronous, arguments, caller: caller, isTimed: isTimed) {
        case .taken(let ticket): return try await ticket.outcome()
        case .tooMuch: return .failure(code: "WORKER", text: "too much waits for the worker", trace: nil)
        case .ended:
            await waitForEnd()
            return nil
        }
    }

    /// Waits until the process has ended, and all who serve its calls know that.
    nonisolated(nonsending) func waitForEnd() async {
        await withUnsafeContinuation { waiting in
            let isOver = state.withLock { state in
                if !state.isOver { state.waitingForEnd.append(waiting) }
                return state.isOver
            }
            if isOver { waiting.resume() }
        }
    }

    /// What became of a call that was to be sent.
    enum Posting { case taken(CallTicket), tooMuch, ended }

    /// Puts a call where the thread finds it that sends.
    ///
    /// - Parameters:
    ///   - command: the command's number
    ///   - name: its name in its namespace
    ///   - isAsynchronous: whether calls of it overlap with others
    ///   - arguments: what follows the command's number in the message, in `marshal`: two values
    ///   - caller: who calls, where the function takes that
    ///   - isTimed: whether it has to be answered within the time that calls have
    ///   - wakes: whether it is sent now; otherwise `flush` has to follow
    /// - Returns: what became of it.
    func post(
        _ command: Int, _ name: String, isAsynchronous: Bool, _ arguments: [UInt8], caller: Caller?,
        isTimed: Bool = true, wakes: Bool = true
    ) -> Posting {
        state.withLock { state in
            guard state.takesCalls else { return .ended }
            guard state.outbox.bytes.count + arguments.count < Self.mostWaiting else { return .tooMuch }
            state.lastCall += 1
            let number = state.lastCall
            let ticket = CallTicket(self, number)
            let deadline = (isTimed ? callTimeout : nil).map { ContinuousClock.now + $0 }
            state.calls[number] = Call(
                command: command, name: name, isAsynchronous: isAsynchronous, terms: CallTerms(caller, deadline),
                waiting: ticket)
            if let deadline { state.insertDue(number, deadline) }
            state.outbox.list(count: 5)
            state.outbox.integer(WorkerProtocol.Request.call.rawValue)
            state.outbox.integer(number)
            state.outbox.integer(command)
            state.outbox.append(arguments)
            posted(&state, wakes: wakes)
            return .taken(ticket)
        }
    }

    /// Has the thread send what was put where it finds it.
    func flush() { state.withLock { if $0.outboxCount > 0 { wakeThread(&$0) } } }

    /// Nobody waits for a call any more.
    func abandon(_ number: Int) {
        let waiting: CallTicket? = state.withLock { state in
            guard let waiting = state.calls[number]?.waiting else { return nil }
            state.calls[number]?.waiting = nil
            if state.calls[number]?.isAsynchronous == true { cancel(number, &state) }
            return waiting
        }
        waiting?.resume(returning: nil)
    }

    /// Asks the worker to end a call.
    func cancel(_ number: Int, _ state: inout State) {
        guard !state.hasEnded else { return }
        state.outbox.list(count: 2)
        state.outbox.integer(WorkerProtocol.Request.cancel.rawValue)
        state.outbox.integer(number)
        posted(&state)
    }

    /// A message is in the outbox.
    func posted(_ state: inout State, wakes: Bool = true) {
        state.outboxCount += 1
        if wakes { wakeThread(&state) }
    }

    func wakeThread(_ state: inout State) {
        guard !state.isAwake else { return }
        state.isAwake = true
        eventfd_write(wake, 1)
    }
}
