import GedisKit
import NIOCore

/// Carries a connection's bytes between NIO and its core, and waits for what the core's steps ask for.
///
/// Everything here runs on the channel's event loop. One flush answers each read, however many requests it held.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Nothing more is read while this much waits behind a call.
    private static let backlogLimit = 1024 * 1024

    let connection: Connection
    private let loop: LoopConnections
    private var context: ChannelHandlerContext?
    private var call: Task<Void, Never>?
    private var isReadHeldBack = false
    private var isBlocked = false
    private var isEnding = false
    private var isClosing = false
    private var isInputClosed = false
    private var closeDeadline: Scheduled<Void>?

    /// Whether a task runs calls, and whether it has not suspended yet since it began.
    private var isCalling = false
    private var isInline = false

    init(connection: Connection, loop: LoopConnections) {
        self.connection = connection
        self.loop = loop
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        loop.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        loop.remove(self)
        connection.stopReceiving()
        call?.cancel()
        closeDeadline?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let step = unwrapInboundIn(data).withUnsafeReadableBytes { connection.receive($0) }
        if let step { follow(step) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        flush()
    }

    func read(context: ChannelHandlerContext) {
        if mayRead(from: context.channel) {
            context.read()
        } else {
            isReadHeldBack = true
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            if isBlocked {
                isBlocked = false
                follow(connection.resume())
                flush()
            }
            readOn()
        }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent {
            isInputClosed = true
            if isClosing { return context.close(promise: nil) }
            end()
            // A client that sends no more has mostly gone away; one that only says so gets the reply that is under way.
            if !isClosing { close(after: Self.grace) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        loop.logFailure(of: connection, error)
        context.close(promise: nil)
    }

    /// Ends the connection once the requests that have arrived are answered.
    func end() {
        isEnding = true
        if !connection.isWaiting { close() }
    }
}

// MARK: - The core's steps

extension ConnectionHandler {
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
            case .output:
                flush()
                guard context?.channel.isWritable == true else {
                    isBlocked = true
                    return nil
                }
                step = connection.resume()
            }
        }
    }

    /// Runs a call, and those that follow it at once, in one task. It begins here and now, on the event loop; where
    /// nothing suspends it has ended when this returns, and its replies go out with the read's flush.
    private func begin(_ pending: PendingCall) {
        guard let eventLoop = context?.eventLoop else { return }
        let handler = NIOLoopBound(self, eventLoop: eventLoop)
        isCalling = true
        isInline = true
        let task = Task.immediate(executorPreference: loop.executor) {
            await handler.value.run(pending)
        }
        isInline = false
        if isCalling { call = task }
    }

    private func run(_ first: PendingCall) async {
        var pending = first
        var reply = ReplyWriter(version: connection.session.version)
        while true {
            do {
                try await pending.body(&reply)
            } catch {
                reply.removeAll()
                reply.error(CommandError(error, thrownBy: pending.entry.name))
                connection.worker.counters.countError()
            }
            connection.finish(reply)
            reply.removeAll(keepingAtMost: Connection.outputLimit)
            if !isInline { flushSoon() }
            guard let next = advance(connection.resume()) else { break }
            pending = next
            reply.version = connection.session.version
        }
        isCalling = false
        call = nil
        if !isInline { readOn() }
    }

    /// Sends replies after the current job, which may yet add some, and may suspend without a word.
    private func flushSoon() {
        guard let eventLoop = context?.eventLoop else { return }
        let handler = NIOLoopBound(self, eventLoop: eventLoop)
        eventLoop.execute { handler.value.flush() }
    }

    /// A client that does not read its replies, or sends on and on behind a long call, is not read from either.
    private func mayRead(from channel: any Channel) -> Bool {
        isClosing || (channel.isWritable && connection.backlog <= Self.backlogLimit)
    }

    private func readOn() {
        guard isReadHeldBack, let context, mayRead(from: context.channel) else { return }
        isReadHeldBack = false
        context.read()
    }
}

// MARK: - Sending and closing

extension ConnectionHandler {
    /// How long a client has to close its side after it was sent everything. Closing at once could lose the last
    /// replies: bytes from the client that nobody reads make the kernel reset the connection.
    private static let lingering = TimeAmount.milliseconds(500)

    /// How long a call may go on whose client sends no more. Closing the connection cancels it.
    private static let grace = TimeAmount.seconds(1)

    /// How long a client has to read its last replies.
    private static let patience = TimeAmount.seconds(10)

    private func flush() {
        guard let context else { return connection.takeOutput { _ in } }
        connection.takeOutput { bytes in
            let buffer = loop.buffer(holding: bytes)
            context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        }
    }

    /// Sends what is left and closes.
    private func close() {
        guard !isClosing, let context else { return }
        isClosing = true
        isBlocked = false
        connection.stopReceiving()
        flush()
        close(after: Self.patience)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in
            self.linger()
        }
        readOn()
    }

    /// Closes the sending side, and the connection as soon as the client has closed its own.
    private func linger() {
        guard let context else { return }
        guard !isInputClosed else { return context.close(promise: nil) }
        context.close(mode: .output, promise: nil)
        close(after: Self.lingering)
    }

    private func close(after delay: TimeAmount) {
        guard let context else { return }
        closeDeadline?.cancel()
        let channel = context.channel
        closeDeadline = context.eventLoop.scheduleTask(in: delay) { channel.close(promise: nil) }
    }
}
