import GedisKit
import GedisSettings
import Logging

/// Does what the steps of a connection's core ask for: runs calls, sends replies, waits, and closes.
///
/// Everything here happens on the connection's thread. One flush answers each read, however many requests it held.
package final class ConnectionDriver {
    package let connection: Connection
    /// Nil once the connection is closed, which ends the circle of references.
    @exclusivity(unchecked) private(set) var transport: (any Transport)?
    /// Whether it waits until the client has taken replies.
    @exclusivity(unchecked) var isBlocked = false
    @exclusivity(unchecked) private(set) var isPaused = false
    @exclusivity(unchecked) package private(set) var isEnding = false
    @exclusivity(unchecked) package private(set) var isClosing = false
    @exclusivity(unchecked) private var isInputClosed = false
    private var isDropped = false

    /// What runs its calls, once one has suspended.
    @exclusivity(unchecked) var runner: CallRunner?
    /// The command whose call runs.
    @exclusivity(unchecked) var calling: CommandEntry?
    /// The command whose call suspended first in the task, as other threads are shown it.
    @exclusivity(unchecked) var suspendedName: String?
    /// Whether that call has no reply yet.
    @exclusivity(unchecked) var isUnanswered = false
    /// Whether its calls have not suspended yet since they began.
    @exclusivity(unchecked) var isInline = false
    /// When the call began, by the stopwatch's clock, where it is measured by itself.
    @exclusivity(unchecked) var callStart: Int?
    /// The call behind one that has ended, where it is another command's.
    @exclusivity(unchecked) var following: PendingCall?

    /// Whether the transport can carry requests; before TLS is agreed on it can't.
    package var isEstablished = true

    /// Whether no further request is run, because the connection is about to go on in another process.
    @exclusivity(unchecked) var isHeld = false
    /// Whether it is that other process' already, which has not said yet that it has it.
    var isFrozen = false
    /// Whether the other process keeps what is published for it until it comes.
    var isExpected = false
    /// Whether it ends instead of going on in this process.
    var isDismissed = false
    /// Is called once no call of a connection that is held runs any more, or it is closed.
    @exclusivity(unchecked) var whenIdle: ((ConnectionDriver) -> Void)?
    /// Whether a connection that is to end waits for its first request.
    @exclusivity(unchecked) private(set) var isAwaited = false

    package init(_ connection: Connection, over transport: any Transport) {
        self.connection = connection
        self.transport = transport
        connection.worker.add(self)
    }

    /// Whether more may be read: not from a client that sends on and on behind a long call, or has replies up to
    /// `output_limit` to read. A client that writes a whole pipeline before it reads must get to its end.
    package var mayRead: Bool {
        isClosing || (!isHeld && mayReply && connection.backlog <= connection.worker.limits.backlogLimit)
    }

    /// Whether the client may have more replies made for it.
    var mayReply: Bool {
        guard let transport else { return false }
        return transport.isWritable || transport.unsentBytes <= connection.worker.limits.outputLimit
    }

    /// Takes bytes that arrived. `flush` has to follow when a read has ended.
    package func receive(_ bytes: UnsafeRawBufferPointer) {
        if let step = connection.receive(bytes) { follow(step) }
    }

    /// Sends the replies that have been made.
    package func flush() {
        connection.takeOutput { bytes in
            guard let transport else { return }
            transport.send(bytes)
            // A client that has gone resets the connection now; one that only sends no more still reads.
            if isInputClosed, !isClosing { transport.close(afterMilliseconds: Self.grace) }
            // A transport that takes more holds little; to ask how much costs NIO as much as writing it.
            guard !transport.isWritable, transport.unsentBytes > connection.worker.limits.outputLimit else { return }
            drop("does not read its replies")
        }
    }

    /// Goes on when the client has taken what waits.
    func block() { isBlocked = true }

    /// Goes on after the client has taken what waited.
    package func becameWritable() {
        if isBlocked, !isHeld {
            isBlocked = false
            follow(connection.resume())
            flush()
        }
        if mayRead { transport?.resumeReading() }
    }

    /// Goes on after the server was paused.
    func pauseEnded() {
        guard isPaused, !isHeld else { return }
        isPaused = false
        follow(connection.resume())
        flush()
        if mayRead { transport?.resumeReading() }
    }

    /// Sends messages that are no replies. A client that does not read what it is sent is dropped: nobody else waits
    /// for it, and what it has not read has a bound.
    ///
    /// - Parameters:
    ///   - messages: the messages
    ///   - isAll: whether no other messages follow at once: they are sent from where they are then, unless replies wait
    func push(_ messages: UnsafeRawBufferPointer, isAll: Bool = false) {
        guard !isClosing, !isDropped, let transport else { return }
        if isAll, connection.unsentBytes == 0 {
            transport.send(messages)
        } else {
            connection.push(messages)
            transport.flushSoon()
        }
        if connection.unsentBytes + transport.unsentBytes > connection.worker.limits.subscriberLimit { dropUnread() }
    }

    /// Drops a subscriber for whom too many messages wait.
    func dropUnread() { drop("does not read its messages") }

    /// Ends the connection: the client sends no more.
    package func inputEnded() {
        isInputClosed = true
        guard !isClosing else { transport?.close(); return }
        end()
        // Such a client has mostly gone away; one that only said so still gets the reply that is under way.
        if !isClosing { transport?.close(afterMilliseconds: Self.grace) }
    }

    /// Ends the connection once the requests that have arrived are answered.
    package func end() {
        // What is held ends when the other process has it.
        guard !isHeld else { return }
        isEnding = true
        if !connection.isBusy { close() }
    }

    /// Ends the connection as `end` does, but lets a client that has connected and asked nothing yet ask once.
    package func endAfterFirstReply() {
        guard !isClosing, !isHeld, !isEnding, connection.lastCommand.isEmpty, connection.session.subscriptions.isEmpty
        else { return end() }
        isEnding = true
        isAwaited = true
        transport?.close(afterMilliseconds: Self.grace)
    }

    /// Closes the connection without waiting for anything.
    package func abort() { transport?.close() }

    /// Drops a client that exceeds a limit.
    private func drop(_ reason: String) {
        guard !isDropped else { return }
        isDropped = true
        let session = connection.session
        connection.worker.logger.warning(
            "closing a connection that \(reason)",
            metadata: ["id": "\(session.id)", "from": "\(session.address)", "user": "\(session.account?.name ?? "")"])
        transport?.close()
    }

    /// Enforces the timeouts of the call that runs, of authentication and of idle clients.
    func enforceDeadlines(_ limits: ServerLimits, at now: Int) {
        guard !isClosing, !isFrozen, connection.audience == .clients else { return }
        if isUnanswered, let calling, let callStart, Stopwatch.isOver(limits.commandTimeout, since: callStart, at: now)
        {
            abandon(calling)
        } else if transport?.enforceDeadlines(limits, at: now) == true {
            return
        } else if !isEstablished || connection.session.account == nil {
            if Stopwatch.isOver(limits.handshakeTimeout, since: connection.session.unauthenticatedSince, at: now) {
                let worker = connection.worker
                worker.server.refusals.add(.unauthenticated, to: worker.logger)
                abort()
            }
        } else if !connection.isBusy, connection.session.subscriptions.isEmpty, !connection.session.isMonitor {
            if Stopwatch.isOver(limits.idleTimeout, since: connection.lastActive, at: now) { drop("is silent") }
        }
    }

    /// Lets everything go, because the connection is closed.
    package func ended() {
        transport = nil
        connection.worker.remove(self)
        connection.stopReceiving()
        defer { whenIdle.take()?(self) }
        guard let runner = runner.take() else { return }
        connection.forgetCalls(isOver: false)
        forgetSuspension()
        runner.abandon()
    }
}

// MARK: - The core's steps

extension ConnectionDriver {
    func follow(_ step: consuming Connection.Step) {
        if let call = advance(step) { begin(call) }
    }

    /// Does what steps ask for until one asks for a call, which is returned, or has to wait.
    func advance(_ first: consuming Connection.Step) -> PendingCall? {
        var step = first
        while true {
            switch consume step {
            case .input:
                if isEnding, !connection.isBusy, !isAwaited || !connection.lastCommand.isEmpty { close() }
                return nil
            case .close:
                close()
                return nil
            case .call(let entry):
                return PendingCall(entry)
            case .inquiry(let inquiry, let entry):
                return PendingCall(.passUnretained(entry), inquiry)
            case .paused:
                isPaused = true
                return nil
            case .relaying:
                return nil
            case .output:
                flush()
                guard mayReply else {
                    isBlocked = true
                    return nil
                }
                step = connection.resume(isInTurn: true)
            case .turn:
                flush()
                guard !yields() else { return nil }
                step = connection.resume()
            }
        }
    }
}

// MARK: - Closing

extension ConnectionDriver {
    /// How long, in milliseconds, a client has to close its side after it was sent everything. Closing at once could
    /// lose the last replies: bytes from the client that nobody reads make the kernel reset the connection.
    private static let lingering = 500

    /// How long, in milliseconds, a call may go on whose client sends no more, and how long until the next reply. Closing the
    /// connection cancels what is left.
    private static let grace = 1000

    /// How long, in milliseconds, the only call of a connection that is to end may take; the server's end comes first.
    static let onlyCall = 3_600_000

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
            transport.closeOutput()
            if isInputClosed { return transport.close() }
            transport.close(afterMilliseconds: Self.lingering)
        }
        transport.resumeReading()
    }
}
