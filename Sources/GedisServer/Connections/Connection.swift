import GedisKit
import GedisRESP

/// The core of a connection, without I/O: a client's bytes go in, replies come out, and `Step` says what it waits for.
///
/// A transport calls it on one thread, its worker's. It never calls back, so every transport, test and fuzzer can drive
/// it. A connection that waits for nothing but its client holds no memory besides itself.
final class Connection {
    /// What has to happen before the connection can go on.
    enum Step {
        /// More bytes have to arrive.
        case input
        /// The call has to end; then `finish` and `resume`.
        case call(Command.Handler.Call, CommandEntry)
        /// The replies have to be sent; then `resume`.
        case output
        /// The replies have to be sent and the connection closed.
        case close
    }

    /// Replies beyond this many bytes are sent before another request is looked at.
    static let outputLimit = 256 * 1024

    let worker: Worker
    let audience: Audience
    @exclusivity(unchecked) var session: Session

    /// Bytes that arrived and are not used up: the beginning of a request, or what waits behind a call.
    @exclusivity(unchecked) private var input: [UInt8] = []
    @exclusivity(unchecked) private var inputStart = 0
    @exclusivity(unchecked) private var progress: RequestParser.Progress?
    @exclusivity(unchecked) private var output: Output?
    @exclusivity(unchecked) private(set) var isWaiting = false
    @exclusivity(unchecked) private var isClosing = false

    /// Begins a connection.
    ///
    /// - Parameters:
    ///   - worker: what the connections of its thread share
    ///   - audience: which commands it may call
    ///   - address: where the client is
    init(worker: Worker, audience: Audience, address: String) {
        self.worker = worker
        self.audience = audience
        session = Session(
            id: worker.server.nextConnectionID(), address: address,
            isAuthenticated: audience == .operators || worker.server.password == nil)
    }

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
            return isWaiting ? nil : resume()
        }
        let (used, step) = run(bytes)
        if used < bytes.count { input = Array(bytes[used...]) }
        return step
    }

    /// Goes on after what a step waited for has happened.
    func resume() -> Step {
        isWaiting = false
        guard !input.isEmpty else { return .input }
        let (used, step) = input.withUnsafeBytes { run(UnsafeRawBufferPointer(rebasing: $0[inputStart...])) }
        inputStart += used
        if inputStart == input.count {
            input = []
            inputStart = 0
        }
        return step
    }

    /// Adds the reply of a call that ended.
    func finish(_ reply: borrowing ReplyWriter) {
        borrowOutput().writer.append(reply)
    }

    /// Hands out the replies that have not been sent, and forgets them.
    func takeOutput(_ send: (UnsafeRawBufferPointer) -> Void) {
        guard let output else { return }
        output.writer.withBytes { if !$0.isEmpty { send($0) } }
        self.output = nil
        worker.giveBack(output)
    }

    /// Lets the client's requests end with the one that runs.
    func stopReceiving() {
        isClosing = true
        input = []
        inputStart = 0
    }

    private func borrowOutput() -> Output {
        if let output { return output }
        let output = worker.lendOutput(version: session.version)
        self.output = output
        return output
    }

    /// Runs requests until the bytes run out or something has to be waited for.
    private func run(_ bytes: UnsafeRawBufferPointer) -> (used: Int, step: Step) {
        var used = 0
        let output = borrowOutput()
        var isKnown = session.isAuthenticated
        var limits = isKnown ? RequestLimits.authenticated : .unauthenticated
        do throws(RequestError) {
            while used < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[used...])
                if session.isAuthenticated != isKnown {
                    isKnown.toggle()
                    limits = isKnown ? .authenticated : .unauthenticated
                }
                guard let length = try worker.parser.parse(rest, &progress, limits: limits) else { break }
                used += length
                guard worker.parser.partCount > 0 else { continue }
                let call = worker.parser.withArguments(in: rest) { execute($0, &output.writer) }
                if isClosing { return (bytes.count, .close) }
                if let call {
                    isWaiting = true
                    return (used, .call(call.0, call.1))
                }
                if output.writer.count >= Self.outputLimit {
                    isWaiting = true
                    return (used, .output)
                }
            }
            return (used, .input)
        } catch {
            output.writer.error(error.reply)
            isClosing = true
            return (bytes.count, .close)
        }
    }

    /// Runs one request to its reply, or returns the call that will write it.
    @inline(__always)
    private func execute(
        _ arguments: borrowing Arguments, _ reply: inout ReplyWriter
    ) -> (Command.Handler.Call, CommandEntry)? {
        worker.counters.countCommand()
        let entry = arguments.withName { worker.table(for: audience).command(named: $0) }
        // A stranger is not even told which commands there are.
        guard session.isAuthenticated || entry?.isOpenToAll == true else {
            refuse(.authenticationRequired, &reply)
            return nil
        }
        guard let entry else {
            refuse(.unknownCommand(arguments), &reply)
            return nil
        }
        guard entry.takes(arguments.count) else {
            refuse(.wrongArgumentCount(entry.name), &reply)
            return nil
        }
        let start = reply.count
        do {
            switch entry.implementation {
            case .namespace(.synchronous(let body)): try body(arguments, &reply)
            case .namespace(.asynchronous(let body)): return (try body(arguments), entry)
            case .builtIn(let body): try body(arguments, &reply, self)
            }
        } catch {
            reply.truncate(to: start)
            refuse(CommandError(error, thrownBy: entry.name), &reply)
        }
        return nil
    }

    private func refuse(_ error: CommandError, _ reply: inout ReplyWriter) {
        worker.counters.countError()
        reply.error(error)
    }

    /// Lets the connection end after the reply that is being written; for `QUIT`.
    func closeAfterReply() { isClosing = true }
}
