internal import GedisKit
internal import NIOCore
internal import NIOTLS

/// Ties a `CallQueue` to a channel: bytes, deadlines, and the end of the connection.
final class CallHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Settled when calls can be made; with TLS that is after the handshake.
    let ready = Completion<Void>()

    private let endpoint: Client.Endpoint
    private let encrypted: Bool
    private let timeout: Duration?
    private var context: ChannelHandlerContext?
    private var queue = CallQueue()
    private var pushes: [AsyncThrowingStream<Value, any Error>.Continuation] = []
    private var timer: Scheduled<Void>?
    /// Whether what was written is about to be sent.
    private var isFlushing = false
    /// Why the connection ended.
    private var end: ClientError?

    init(endpoint: Client.Endpoint, configuration: Client.Configuration) {
        self.endpoint = endpoint
        encrypted = configuration.tls != nil
        timeout = configuration.callTimeout
    }

    // MARK: What the client asks for

    func start(_ call: Exchange, _ bytes: ByteBuffer) {
        guard !call.replies.isSettled else { return }
        guard let context, end == nil else {
            call.replies.settle(.failure(end ?? closed("ended")))
            return
        }
        queue.add(call, deadline: timeout.map { .now() + TimeAmount($0) })
        context.write(wrapOutboundOut(bytes), promise: nil)
        flushSoon(context)
        watch(context)
    }

    /// Sends what has been written once the calls are started that wait for the event loop by now: all in one.
    private func flushSoon(_ context: ChannelHandlerContext) {
        guard !isFlushing else { return }
        isFlushing = true
        context.eventLoop.assumeIsolated().execute {
            self.isFlushing = false
            self.context?.flush()
        }
    }

    func deliverPushes(to stream: AsyncThrowingStream<Value, any Error>.Continuation) {
        if let end { stream.finish(throwing: end) } else { pushes.append(stream) }
    }

    func stream(_ bytes: ByteBuffer, to stream: AsyncThrowingStream<Value, any Error>.Continuation) {
        deliverPushes(to: stream)
        queue.isStreaming = true
        context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
    }

    /// Closes because this program wants it.
    func close() {
        for stream in pushes { stream.finish() }
        pushes = []
        close(closed("was closed by this program"))
    }

    /// Closes because something is wrong; calls that wait fail with `reason`, or those behind the first with `others`.
    func close(_ reason: ClientError, others: ClientError? = nil) {
        guard end == nil else { return }
        end = reason
        timer?.cancel()
        queue.fail(first: reason, others: others ?? reason)
        ready.settle(.failure(reason))
        for stream in pushes { stream.finish(throwing: reason) }
        pushes = []
        context?.close(promise: nil)
    }

    private func closed(_ how: String) -> ClientError {
        ClientError(.connectionClosed, "the connection to \(endpoint) \(how)")
    }

    /// Keeps one timer for the call that is due first.
    private func watch(_ context: ChannelHandlerContext) {
        guard timer == nil, let timeout, let deadline = queue.deadline else { return }
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.timer = nil
            if let due = self.queue.deadline, due <= .now() {
                self.close(
                    ClientError(.timedOut, "\(self.endpoint) did not reply within \(timeout)"),
                    others: self.closed("was closed because an earlier call timed out"))
            } else if self.end == nil {
                self.watch(context)
            }
        }
    }

    // MARK: What the channel reports

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        if !encrypted { ready.settle(.success(())) }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted = event as? TLSUserEvent { ready.settle(.success(())) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard end == nil else { return }
        let violation = unwrapInboundIn(data).withUnsafeReadableBytes { bytes in
            do throws(CallQueue.Violation) {
                try queue.receive(bytes) { push in
                    pushes.removeAll { if case .terminated = $0.yield(push) { true } else { false } }
                }
                return CallQueue.Violation?.none
            } catch {
                return error
            }
        }
        if let violation {
            close(ClientError(.protocolError, "\(endpoint) sent \(violation)", cause: violation))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let failure = TLSFailure(error) {
            close(ClientError(.tlsFailed, "no TLS with \(endpoint): \(failure)", cause: failure))
        } else {
            close(.connectionClosed(endpoint, error))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        close(closed("was closed by the server"))
        context.fireChannelInactive()
    }
}
