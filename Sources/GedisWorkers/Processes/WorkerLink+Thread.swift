import CLinux
import GedisKit
import Glibc
import Synchronization

// The thread that reads and writes a worker's socket.

extension WorkerLink {
    /// The most bytes that are read at once.
    private static let readSize = 1 << 18

    /// How long a call that was cancelled may take to end before its worker is ended.
    private static let grace = Duration.seconds(1)

    /// The most questions of a worker that are answered at a time.
    private static let mostQuestions = 10_000

    func run() {
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.readSize, alignment: 8)
        defer { chunk.deallocate() }
        var input = FrameBuffer()
        var output: [UInt8] = []
        var sent = 0
        var descriptors: [Int32] = []
        defer { Self.closeAll(descriptors) }
        var problem: String?
        while problem == nil {
            if sent == output.count {
                sent = 0
                output = takeOutbox(&descriptors)
            }
            if sent < output.count { sent += send(output[sent...], &descriptors) }
            var places = [
                pollfd(fd: socket, events: Int16(POLLIN) | (sent < output.count ? Int16(POLLOUT) : 0), revents: 0),
                pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
                pollfd(fd: process, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&places, nfds_t(places.count), wait(isAllSent: sent == output.count)) >= 0 || errno == EINTR
            else { break }
            if places[1].revents != 0 {
                var count: eventfd_t = 0
                eventfd_read(wake, &count)
            }
            // What it started may keep its socket open.
            if places[2].revents != 0 { kill(-pid, SIGKILL) }
            if places[0].revents & ~Int16(POLLOUT) != 0 {
                let count = recv(socket, chunk.baseAddress, chunk.count, Int32(MSG_DONTWAIT))
                if count > 0 {
                    input.append(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
                    problem = handle(&input)
                } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
                    break
                }
            } else if places[2].revents != 0 {
                // All that it sent before has been read.
                break
            }
            enforceDeadlines()
        }
        ended(problem)
    }

    /// Takes what is to be sent, as a frame.
    private func takeOutbox(_ descriptors: inout [Int32]) -> [UInt8] {
        state.withLock { state in
            descriptors += state.descriptors
            state.descriptors = []
            // What is posted before the thread waits again needs not wake it.
            state.isAwake = true
            guard state.outboxCount > 0 else { return [] }
            defer { state.outboxCount = 0 }
            return state.outbox.takeFrame(count: state.outboxCount)
        }
    }

    private func send(_ bytes: ArraySlice<UInt8>, _ descriptors: inout [Int32]) -> Int {
        guard descriptors.isEmpty else {
            let few = Array(descriptors.prefix(Int(LINUX_MOST_DESCRIPTORS)))
            let count = bytes.withUnsafeBytes {
                linux_send_descriptors(socket, $0.baseAddress, UInt($0.count), few, Int32(few.count))
            }
            guard count > 0 else { return 0 }
            Self.closeAll(few)
            descriptors.removeFirst(few.count)
            return count
        }
        let count = bytes.withUnsafeBytes {
            Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
        }
        // Whatever else is wrong, reading says it.
        return max(0, count)
    }

    /// How many milliseconds to wait for something to happen. Who posts a message from here on wakes the thread, which
    /// has to know of its deadline also where it cannot be sent yet.
    private func wait(isAllSent: Bool) -> Int32 {
        state.withLock { state in
            if isAllSent, state.outboxCount > 0 { return 0 }
            state.isAwake = false
            var milliseconds = state.due.first.map { ($0.at - .now) / Duration.milliseconds(1) }
            state.isWatchingLanes = callTimeout != nil && !state.lanes.isEmpty
            if state.isWatchingLanes, let callTimeout {
                let period = max(20, min(callTimeout / Duration.milliseconds(4), 500))
                milliseconds = min(milliseconds ?? period, period)
            }
            guard let milliseconds else { return -1 }
            return Int32(clamping: Int(max(0, min(milliseconds, 60_000)).rounded(.up)))
        }
    }

    // MARK: - What the worker sends

    /// Does what messages say.
    ///
    /// - Returns: what is wrong with them; nil where nothing is.
    private func handle(_ input: inout FrameBuffer) -> String? {
        do throws(MarshalError) {
            while let frame = try input.next() { handle(try WorkerMessage.read(frame)) }
            return nil
        } catch {
            return "it broke the protocol: \(error)"
        }
    }

    private func handle(_ messages: [WorkerMessage]) {
        var answered: [(waiting: CallTicket, outcome: Outcome)] = []
        answered.reserveCapacity(messages.count)
        // The calls that messages name, by the message's place: a reply behind it in the frame may end the call.
        var named: [Int: Call] = [:]
        state.withLock { state in
            var hasReplies = false
            for (index, message) in messages.enumerated() {
                let (number, outcome): (Int, Outcome)
                switch message {
                case .reply(let call, let value): (number, outcome) = (call, .value(value))
                case .error(let call, let code, let text, let trace):
                    (number, outcome) = (call, .failure(code: code, text: text, trace: trace))
                case .ask(_, "call", let values), .ask(_, "run", let values):
                    if case .integer(let call)? = values.first { named[index] = state.calls[call] }
                    continue
                case .log(_, _, let call, _):
                    named[index] = state.calls[call]
                    continue
                default: continue
                }
                hasReplies = true
                if let waiting = state.calls.removeValue(forKey: number)?.waiting {
                    answered.append((waiting, outcome))
                }
            }
            if hasReplies { state.lastReply = .now }
            stopOnceIdle(&state)
            // Those that were answered are of no use any more.
            if state.due.count > 2 * state.calls.count + 64 { state.due.removeAll { state.calls[$0.call] == nil } }
        }
        for (index, message) in messages.enumerated() { handle(message, for: named[index]) }
        // The call that a connection waits for is the first of those that were sent together: when it goes on, it finds all.
        for (waiting, outcome) in answered.reversed() { waiting.resume(returning: outcome) }
    }

    private func handle(_ message: WorkerMessage, for call: Call?) {
        switch message {
        case .reply, .error: break
        case .ready(let manifest): handlers.started(.success(manifest))
        case .failed(let problems): handlers.started(.failure(.source(problems)))
        case .log(let level, let text, _, let details): handlers.logged(level, text, call, details)
        case .ask(let number, let what, let values):
            let isTaken = state.withLock { state in
                state.questions += 1
                return state.questions <= Self.mostQuestions
            }
            guard isTaken else {
                return answer(number, WorkerServices.refusal("ERR", "more is asked for than can be answered at a time"))
            }
            order.begin(what, values) { [self] in answer(number, await handlers.asked(what, values, call)) }
        }
    }

    private func answer(_ question: Int, _ answer: WorkerServices.Answer) {
        state.withLock { state in
            state.questions -= 1
            guard !state.hasEnded else { return }
            state.outbox.list(count: 4)
            state.outbox.integer(WorkerProtocol.Request.answer.rawValue)
            state.outbox.integer(question)
            state.outbox.boolean(answer.isValue)
            state.outbox.value(answer.value)
            posted(&state)
            if state.outbox.bytes.count >= Self.mostWaiting {
                end(because: "it does not read what it asks for", &state)
            }
        }
    }

    // MARK: - Time

    /// Looks at the calls whose time is over.
    private func enforceDeadlines() {
        guard let callTimeout else { return }
        let now = ContinuousClock.now
        var timedOut: [CallTicket] = []
        var isStuck = false
        state.withLock { state in
            if let since = state.lanes.values.min(), max(since, state.lastReply) + callTimeout <= now { isStuck = true }
            while let next = state.due.first, next.at <= now {
                state.due.removeFirst()
                guard var call = state.calls[next.call] else { continue }
                if call.isCancelled {
                    if let end = state.latestEnd(blocking: call, callTimeout, now) {
                        state.insertDue(next.call, end + Self.grace)
                    } else {
                        isStuck = true
                    }
                } else if call.isAsynchronous {
                    if let waiting = call.waiting { timedOut.append(waiting) }
                    call.waiting = nil
                    call.isCancelled = true
                    state.calls[next.call] = call
                    cancel(next.call, &state)
                    state.insertDue(next.call, now + Self.grace)
                } else if state.lastReply + callTimeout <= now {
                    isStuck = true
                } else {
                    // It waits behind others, which are answered.
                    state.insertDue(next.call, state.lastReply + callTimeout)
                }
            }
        }
        if isStuck { end(because: "a call took longer than call_timeout") }
        for waiting in timedOut { waiting.resume(returning: .timedOut) }
    }

    /// The process is gone, or has to go.
    private func ended(_ problem: String?) {
        state.withLock { state in
            state.hasEnded = true
            state.reason = problem ?? state.reason
            state.due = []
            state.outbox = MarshalWriter()
            Self.closeAll(state.descriptors)
            state.descriptors = []
        }
        let status = reap()
        closeDescriptors()
        let signal = status & 0x7F
        let how = signal == 0 ? "exit status \(status >> 8 & 0xFF)" : "signal \(signal)"
        let now = ContinuousClock.now
        let (reason, calls) = state.withLock { state in
            defer { state.calls = [:] }
            let reason = state.reason ?? how
            state.reason = reason
            return (reason, Array(state.calls.values))
        }
        // Whoever serves calls hears of it first, so that the calls that come now wait for another process.
        handlers.ended(reason)
        let waiting = state.withLock { state in
            state.isOver = true
            defer { state.waitingForEnd = [] }
            return state.waitingForEnd
        }
        for call in calls {
            let isOverdue = call.deadline.map { $0 <= now } ?? false
            call.waiting?.resume(returning: isOverdue ? .timedOut : .ended(reason))
        }
        for waiting in waiting { waiting.resume() }
    }
}

extension WorkerLink.State {
    /// Until when a call may keep another, which was cancelled, from ending: the deadline of one that is not asynchronous
    /// and is within its time, during which nothing else runs. Those that came after the other was cancelled do not count.
    fileprivate func latestEnd(
        blocking cancelled: WorkerLink.Call, _ callTimeout: Duration, _ now: ContinuousClock.Instant
    ) -> ContinuousClock.Instant? {
        guard let cancellation = cancelled.deadline else { return nil }
        let deadlines =
            calls.values.filter { !$0.isAsynchronous }.compactMap(\.deadline)
            + lanes.values.map { $0 + callTimeout }
        return deadlines.filter { now < $0 && $0 <= cancellation + callTimeout }.max()
    }

    /// Has a call looked at later.
    mutating func insertDue(_ call: Int, _ time: ContinuousClock.Instant) {
        // Most are later than those that are there.
        let index = due.lastIndex { $0.at <= time }.map { $0 + 1 } ?? due.startIndex
        due.insert((call, time), at: index)
    }
}
