package import GedisKit
import GedisRESP

/// The core of a connection, without I/O: a client's bytes go in, replies come out, and `Step` says what it waits for.
///
/// A transport calls it on one thread, its worker's. It never calls back, so every transport, test and fuzzer can drive
/// it. A connection that waits for nothing but its client holds no memory besides itself.
package final class Connection {
    /// Replies beyond this many bytes are sent before another request is looked at.
    static let outputLimit = 256 * 1024

    package let worker: Worker
    package let audience: Audience
    @exclusivity(unchecked) package var session: Session

    /// Bytes that arrived and are not used up: the beginning of a request, or what waits behind a call.
    @exclusivity(unchecked) var input: [UInt8] = []
    @exclusivity(unchecked) private(set) var inputStart = 0
    /// The calls in the input that have been sent on.
    @exclusivity(unchecked) var ahead = CallsAhead()
    @exclusivity(unchecked) private var progress: RequestParser.Progress?
    /// Whether a rate has counted the request that is looked at: it may be looked at again before it runs.
    @exclusivity(unchecked) var isCounted = false
    @exclusivity(unchecked) private var output: Output?
    /// Where the requests of calls that may suspend are kept, while there are any.
    var calls: Calls? { keptCalls?.takeUnretainedValue() }
    /// The same, which each call would count.
    @exclusivity(unchecked) private var keptCalls: Unmanaged<Calls>?
    @exclusivity(unchecked) var isWaiting = false
    /// Whether its requests may have read of a store together.
    @exclusivity(unchecked) var isReading = false
    /// How many calls that were sent on to another server have no reply.
    @exclusivity(unchecked) var relayedCount = 0
    /// Over which they were sent, or the last one was.
    @exclusivity(unchecked) var relayLink: RelayLink?
    /// What it waits for on that way; nil where it does not.
    @exclusivity(unchecked) var relayWait: RelayWait?
    /// The command of the request before, which is often this one's too; valid while the worker's tables are.
    @exclusivity(unchecked) var latest: Unmanaged<CommandEntry>?
    /// Which of the worker's tables it is from.
    @exclusivity(unchecked) private(set) var latestVersion = 0
    @exclusivity(unchecked) private var isClosing = false
    /// The command that ran last, and when that was, by the stopwatch's clock in nanoseconds.
    @exclusivity(unchecked) var lastCommand = ""
    @exclusivity(unchecked) var lastActive = Stopwatch.now()
    /// The argument for which a request was refused that is none for its parameter; whoever asks for it clears it.
    @exclusivity(unchecked) package var wrongArgument: ArgumentError?

    /// Begins a connection.
    ///
    /// - Parameters:
    ///   - worker: what the connections of its thread share
    ///   - audience: which commands it may call
    ///   - address: where the client is
    ///   - localAddress: where the server was reached
    ///   - descriptor: the socket's descriptor, where there is one
    ///   - id: its number, where it has one; otherwise it gets the next
    ///   - connected: since when it is there, by the stopwatch's clock
    package init(
        worker: Worker, audience: Audience, address: String, localAddress: String = "", descriptor: Int = -1,
        id: Int? = nil, connected: Int = Stopwatch.now()
    ) {
        self.worker = worker
        self.audience = audience
        session = Session(
            id: id ?? worker.server.nextConnectionID(), address: address, localAddress: localAddress,
            descriptor: descriptor, connected: connected, account: nil)
        session.account = initialAccount
        session.isRated = worker.rates != nil
    }

    deinit {
        output?.free()
        keptCalls?.release()
    }

    /// Who the client is before it says so: whom its certificate names, and `default` where no password is asked for.
    package var initialAccount: Account? {
        let accounts = worker.server.accounts
        return session.certifiedName.flatMap { accounts.account(certified: $0) }
            ?? (needsNoPassword ? accounts.default : nil)
    }

    /// Whether the client is `default` without saying anything.
    var needsNoPassword: Bool { audience == .operators || worker.server.accounts.isOpen }

    /// Lets the client in as whom the certificate names that it has shown.
    ///
    /// - Parameter name: the certificate's common name; nil where the client has shown none
    package func certify(as name: String?) {
        guard let name else { return }
        session.certifiedName = name
        session.account = initialAccount
    }

    /// Whether it waits for something, or has calls without a reply.
    package var isBusy: Bool { isWaiting || relayedCount > 0 }

    /// How many bytes wait behind a call or behind replies that are not sent.
    var backlog: Int { isWaiting ? input.count - inputStart : 0 }

    /// Takes bytes that arrived and runs the requests in them.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Step? {
        guard !isClosing else { return nil }
        guard !isWaiting, input.isEmpty else {
            if inputStart > input.count / 2 {
                input.removeFirst(inputStart)
                inputStart = 0
            }
            input.append(contentsOf: bytes)
            guard isWaiting else { return resume() }
            forwardArrived()
            return nil
        }
        var used = 0
        worker.stopwatch.beginTurn(at: Stopwatch.now())
        let step = run(bytes, &used)
        if used < bytes.count { input = Array(bytes[used...]) }
        return step
    }

    /// Goes on after what a step waited for has happened.
    ///
    /// - Parameters:
    ///   - time: what the stopwatch's clock says, where that is known
    ///   - isInTurn: whether the connection's turn goes on
    /// - Returns: the next step.
    func resume(at time: Int? = nil, isInTurn: Bool = false) -> Step {
        isWaiting = false
        guard !input.isEmpty else {
            stopMeasuring()
            return .input
        }
        worker.stopwatch.goOn(at: time, isInTurn)
        var used = 0
        var step = Step.input
        input.withUnsafeBytes { step = run(UnsafeRawBufferPointer(rebasing: $0[inputStart...]), &used) }
        inputStart += used
        if inputStart == input.count {
            input = []
            inputStart = 0
        }
        return step
    }

    /// Keeps a request whose command may suspend.
    func keep(_ arguments: borrowing Arguments) {
        let version = session.version
        borrowCalls()._withUnsafeGuaranteedRef { $0.keep(arguments, version) }
    }

    private func borrowCalls() -> Unmanaged<Calls> {
        if let keptCalls { return keptCalls }
        let calls = Unmanaged.passRetained(worker.lendCalls())
        keptCalls = calls
        return calls
    }

    /// Makes ready what the command reads and replies to that may suspend.
    func beginCalls(from source: any CallSource) -> Calls {
        let calls = borrowCalls().takeUnretainedValue()
        calls.begin(from: source, session.version)
        return calls
    }

    /// Adds the reply of the call that ended.
    func finishCall() {
        keptCalls?._withUnsafeGuaranteedRef { calls in
            finish(calls.reply)
            calls.reply.removeAll(keepingAtMost: Self.outputLimit)
        }
    }

    /// Forgets the requests that were kept.
    ///
    /// - Parameter isOver: whether nobody uses them any more
    func forgetCalls(isOver: Bool) {
        guard let calls = keptCalls.take()?.takeRetainedValue() else { return }
        if isOver { worker.giveBack(calls) } else { calls.abandon() }
    }

    /// Adds the reply of a call that ended.
    func finish(_ reply: borrowing ReplyWriter) {
        let output = borrowOutput()
        let start = output.writer.count
        output.writer.append(reply)
        mute(&output.writer, from: start)
    }

    /// How many bytes wait to be handed out.
    package var unsentBytes: Int { output?.writer.count ?? 0 }

    /// Hands out the replies that have not been sent, and forgets them.
    func takeOutput(_ send: (UnsafeRawBufferPointer) -> Void) {
        guard let output = output.take() else { return }
        output.writer.withBytes { if !$0.isEmpty { send($0) } }
        worker.giveBack(output)
    }

    /// Lets the client's requests end with the one that runs.
    func stopReceiving() {
        isClosing = true
        input = []
        inputStart = 0
        ahead = CallsAhead()
    }

    func borrowOutput() -> Output {
        if let output { return output }
        let output = worker.lendOutput(version: session.version)
        self.output = output
        return output
    }

    /// Runs requests until the bytes run out or a request has to wait, and measures them. Where that is a call,
    /// measuring goes on: most calls are over at once.
    ///
    /// - Parameters:
    ///   - bytes: what has arrived
    ///   - used: how many of them were requests that ran, afterwards
    /// - Returns: the next step.
    private func run(_ bytes: UnsafeRawBufferPointer, _ used: inout Int) -> Step {
        let step = runRequests(bytes, &used)
        if isReading { endReads() }
        if !step.isCall { stopMeasuring(UnsafeRawBufferPointer(rebasing: bytes[..<used])) }
        return step
    }

    private func runRequests(_ bytes: UnsafeRawBufferPointer, _ used: inout Int) -> Step {
        if latestVersion != worker.tablesVersion {
            latestVersion = worker.tablesVersion
            latest = nil
        }
        // Nothing that a request does takes this connection's output: that happens between runs.
        let output = borrowOutput()
        do throws(RequestError) {
            while used < bytes.count {
                if worker.stopwatch.isTurnOver {
                    isWaiting = true
                    return .turn
                }
                let rest = UnsafeRawBufferPointer(rebasing: bytes[used...])
                guard let length = try worker.parser.parse(rest, &progress, limits: limits) else { break }
                let start = used
                used += length
                guard worker.parser.partCount > 0 else { continue }
                let aheadCount = ahead.count
                let step = worker.parser.withArguments(in: rest) { execute($0, &output.writer) }
                if isClosing {
                    used = bytes.count
                    return .close
                }
                switch consume step {
                case nil:
                    isCounted = false
                    // It was refused, maybe since it was looked at.
                    if aheadCount > 0 { _ = ahead.take() } else if relayedCount > 0 { relayFollowing(in: bytes, &used) }
                case .paused:
                    // The request is looked at again.
                    used = start
                    isWaiting = true
                    return .paused
                case .relaying:
                    used = start
                    isWaiting = true
                    return .relaying
                case .some(let step):
                    isCounted = false
                    isWaiting = true
                    return step
                }
                if output.writer.count >= Self.outputLimit {
                    isWaiting = true
                    return .output
                }
            }
            return .input
        } catch {
            if relayedCount > 0 {
                // Its reply comes after theirs.
                progress = nil
                relayWait = .replies(0)
                isWaiting = true
                return .relaying
            }
            output.writer.error(error.reply)
            isClosing = true
            used = bytes.count
            return .close
        }
    }

    /// Lets the connection end after the reply that is being written.
    func closeAfterReply() { isClosing = true }
}
