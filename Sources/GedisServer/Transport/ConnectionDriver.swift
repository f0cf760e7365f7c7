import GedisKit
import Logging

/// Does what the steps of a connection's core ask for: runs calls, sends replies, waits, and closes.
///
/// Everything here happens on the connection's thread. One flush answers each read, however many requests it held.
final class ConnectionDriver {
    /// Nothing more is read while this much waits behind a call.
    private static let backlogLimit = 1024 * 1024

    let connection: Connection
    /// Nil once the connection is closed, which ends the circle of references.
    private var transport: (any Transport)?
    private var call: Task<Void, Never>?
    private var isBlocked = false
    private var isPaused = false
    private var isEnding = false
    private var isClosing = false
    private var isInputClosed = false

    /// Whether a task runs calls, and whether it has not suspended yet since it began.
    private var isCalling = false
    private var isInline = false

    init(_ connection: Connection, over transport: any Transport) {
        self.connection = connection
        self.transport = transport
        connection.worker.add(self)
    }

    /// Whether more may be read: not from a client that does not read its replies, or that sends on and on behind a
    /// long call.
    var mayRead: Bool {
        isClosing || (transport?.isWritable == true && connection.backlog <= Self.backlogLimit)
    }

    /// Takes bytes that arrived. `flush` has to follow when a read has ended.
    func receive(_ bytes: UnsafeRawBufferPointer) {
        if let step = connection.receive(bytes) { follow(step) }
    }

    /// Sends the replies that have been made.
    func flush() {
        connection.takeOutput { bytes in transport?.send(bytes) }
    }

    /// Goes on after the client has taken what waited.
    func becameWritable() {
        if isBlocked {
            isBlocked = false
            follow(connection.resume())
            flush()
        }
        if mayRead { transport?.resumeReading() }
    }

    /// Goes on after the server was paused.
    func pauseEnded() {
        guard isPaused else { return }
        isPaused = false
        follow(connection.resume())
        flush()
        if mayRead { transport?.resumeReading() }
    }

    /// Sends a message that is no reply. A client that does not read what it is sent is given up: nobody else has to
    /// wait for it, and what waits for it has a bound.
    func push(_ message: borrowing ReplyWriter) {
        guard !isClosing, let transport else { return }
        connection.push(message)
        guard connection.unsentBytes + transport.unsentBytes <= connection.worker.server.configuration.listenerLimit
        else {
            let session = connection.session
            connection.worker.logger.warning(
                "closing a connection that does not read its messages",
                metadata: [
                    "id": "\(session.id)", "from": "\(session.address)", "user": "\(session.account?.name ?? "")",
                ])
            return transport.close()
        }
        transport.flushSoon()
    }

    /// Ends the connection: the client sends no more.
    func inputEnded() {
        isInputClosed = true
        guard !isClosing else { transport?.close(); return }
        end()
        // Such a client has mostly gone away; one that only said so still gets the reply that is under way.
        if !isClosing { transport?.close(afterMilliseconds: Self.grace) }
    }

    /// Ends the connection once the requests that have arrived are answered.
    func end() {
        isEnding = true
        if !connection.isWaiting { close() }
    }

    /// Closes the connection without waiting for anything.
    func abort() { transport?.close() }

    /// Lets everything go, because the connection is closed.
    func ended() {
        transport = nil
        connection.worker.remove(self)
        connection.stopReceiving()
        call?.cancel()
    }
}

// MARK: - The core's steps

extension ConnectionDriver {
    private typealias PendingCall = (body: Command.Handler.Call, entry: CommandEntry)

    private func follow(_ step: Connection.Step) {
        if let call = advance(step) { begin(call) }
    }

    /// Does what steps ask for until one asks for a call, which is returned, or has to wait.
    private func advance(_ first: Connection.Step) -> PendingCall? {
        var step = first
        while true {
            switch step {
            case .input:
                if isEnding { close() }
                return nil
            case .close:
                close()
                return nil
            case .call(let body, let entry):
                return (body, entry)
            case .paused:
                isPaused = true
                return nil
            case .output:
                flush()
                guard transport?.isWritable == true else {
                    isBlocked = true
                    return nil
                }
                step = connection.resume()
            }
        }
    }

    /// Runs a call, and those that follow it at once, in one task. It begins here and now, on this thread; where
    /// nothing suspends it has ended when this returns, and its replies go out with the read's flush.
    private func begin(_ pending: PendingCall) {
        guard let transport else { return }
        let driver = Confined(self)
        isCalling = true
        isInline = true
        let task = Task.immediate(executorPreference: transport.executor) {
            await driver.value.run(pending)
        }
        isInline = false
        if isCalling { call = task }
    }

    private func run(_ first: PendingCall) async {
        var pending = first
        var reply = ReplyWriter(version: connection.session.version)
        var time = connection.worker.stopwatch.last
        while true {
            do {
                try await pending.body(&reply)
            } catch {
                reply.removeAll()
                pending.entry.statistics.countFailure()
                connection.refuse(CommandError(error, thrownBy: pending.entry.name), &reply)
            }
            let start = time
            time = Stopwatch.now()
            connection.finish(pending.entry, nanoseconds: time - start, at: time)
            connection.finish(reply)
            reply.removeAll(keepingAtMost: Connection.outputLimit)
            if !isInline { transport?.flushSoon() }
            guard let next = advance(connection.resume(at: time)) else { break }
            pending = next
            reply.version = connection.session.version
        }
        isCalling = false
        call = nil
        if !isInline, mayRead { transport?.resumeReading() }
    }
}

// MARK: - Closing

extension ConnectionDriver {
    /// How long, in milliseconds, a client has to close its side after it was sent everything. Closing at once could
    /// lose the last replies: bytes from the client that nobody reads make the kernel reset the connection.
    private static let lingering = 500

    /// How long, in milliseconds, a call may go on whose client sends no more. Closing the connection cancels it.
    private static let grace = 1000

    /// How long, in milliseconds, a client has to read its last replies.
    private static let patience = 10_000

    /// Sends what is left, closes the sending side, and the connection as soon as the client has closed its own.
    private func close() {
        guard !isClosing, let transport else { return }
        isClosing = true
        isBlocked = false
        connection.stopReceiving()
        flush()
        transport.close(afterMilliseconds: Self.patience)
        transport.whenSent { [weak self] in
            guard let self, let transport = self.transport else { return }
            if isInputClosed { return transport.close() }
            transport.closeOutput()
            transport.close(afterMilliseconds: Self.lingering)
        }
        transport.resumeReading()
    }
}
