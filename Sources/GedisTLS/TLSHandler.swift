package import GedisCrypto
package import NIOCore
internal import NIOTLS

/// Speaks TLS at the beginning of a channel's pipeline, on the side that its context is for.
///
/// It fires NIOTLS' `TLSUserEvent.handshakeCompleted` when bytes can go both ways; what is written before that waits. A
/// session that fails is fired as a `TLSError`, and the channel closed. What the other side says at the end of its output
/// is reported as NIO reports a socket's: by `ChannelEvent.inputClosed` where the channel allows for half closure, and else
/// by closing the channel.
package final class TLSHandler: ChannelDuplexHandler {
    package typealias InboundIn = ByteBuffer
    package typealias InboundOut = ByteBuffer
    package typealias OutboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    /// As much as one record carries: no more than this waits for a flush.
    private static let mostPending = 16 * 1024

    private let session: TLSSession
    /// What was written and is in no record yet, and who wants to know when it is sent.
    private var pending = ByteBuffer()
    private var promise: EventLoopPromise<Void>?
    /// Whether what is pending is to be flushed when the handshake has ended.
    private var isFlushDue = false
    /// Whether what was read since the last read ended had anything for the handlers behind this one.
    private var hasDelivered = false
    private var isAnnounced = false
    private var isInputOver = false
    private var isOutputOver = false

    /// Makes the handler of a connection.
    ///
    /// - Parameters:
    ///   - context: certificates, and who is trusted
    ///   - records: what the connections of an event loop may share
    /// - Throws: `TLSError` where there is no memory for it.
    package init(_ context: TLSContext, records: TLSRecords = TLSRecords()) throws(TLSError) {
        guard let session = TLSSession(context, records: records) else { throw .other("there is no memory") }
        self.session = session
    }

    /// The common name of the certificate that the other side has shown; nil where it has shown none.
    package var peerName: String? { session.peerName }
}

// MARK: - What arrives

extension TLSHandler {
    package func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    package func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    private func begin(_ context: ChannelHandlerContext) {
        follow(session.begin(), context)
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isInputOver else { return }
        var opened = ByteBuffer()
        let state = unwrapInboundIn(data).withUnsafeReadableBytes { bytes in
            session.receive(bytes) { part in
                opened.writeBytes(part)
                return true
            }
        }
        sendRecords(context)
        announce(context)
        if opened.readableBytes > 0 {
            hasDelivered = true
            context.fireChannelRead(wrapInboundOut(opened))
        }
        follow(state, context)
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        // Who asked for bytes has got none yet: a handshake's records, or a part of one.
        if !hasDelivered, !isInputOver { context.read() }
        hasDelivered = false
        context.fireChannelReadComplete()
    }

    private func follow(_ state: TLSSession.State, _ context: ChannelHandlerContext) {
        sendRecords(context)
        switch state {
        case .handshake, .established: break
        case .ended: endInput(context)
        case .failed(let error): fail(error, context)
        }
    }

    /// Notifies the handlers behind this one that the handshake has ended, and sends what they wrote before.
    private func announce(_ context: ChannelHandlerContext) {
        guard session.isEstablished, !isAnnounced else { return }
        isAnnounced = true
        seal(context)
        if isFlushDue { context.flush() }
        context.fireUserInboundEventTriggered(TLSUserEvent.handshakeCompleted(negotiatedProtocol: nil))
    }

    private func endInput(_ context: ChannelHandlerContext) {
        guard !isInputOver else { return }
        isInputOver = true
        guard (try? context.channel.syncOptions?.getOption(.allowRemoteHalfClosure)) == true else {
            return close(context: context, mode: .all, promise: nil)
        }
        context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .some(.inputClosed) = event as? ChannelEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        // The socket's input ends behind what TLS said of it, or without a word.
        if session.isEstablished { endInput(context) } else if !isInputOver { fail(.unfinished, context) }
    }

    package func channelInactive(context: ChannelHandlerContext) {
        if !isInputOver, !isOutputOver {
            isInputOver = true
            context.fireErrorCaught(session.isEstablished ? TLSError.truncated : .unfinished)
        }
        isOutputOver = true
        failPending(ChannelError.ioOnClosedChannel)
        context.fireChannelInactive()
    }

    package func handlerRemoved(context: ChannelHandlerContext) { failPending(ChannelError.ioOnClosedChannel) }
}

// MARK: - What is sent

extension TLSHandler {
    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isOutputOver else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        var bytes = unwrapOutboundIn(data)
        if pending.readableBytes == 0 { pending = bytes } else { pending.writeBuffer(&bytes) }
        if let promise { self.promise.setOrCascade(to: promise) }
        if session.isEstablished, pending.readableBytes >= Self.mostPending { seal(context) }
    }

    package func flush(context: ChannelHandlerContext) {
        guard session.isEstablished else {
            isFlushDue = true
            return
        }
        seal(context)
        context.flush()
    }

    package func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode != .input, !isOutputOver {
            if session.isEstablished { seal(context) }
            isOutputOver = true
            session.end()
            sendRecords(context)
            failPending(ChannelError.outputClosed)
        }
        context.close(mode: mode, promise: promise)
    }

    /// Makes records of what is pending, and writes them.
    private func seal(_ context: ChannelHandlerContext) {
        guard !isOutputOver, pending.readableBytes > 0 || promise != nil else { return }
        let bytes = pending
        pending = ByteBuffer()
        let isSealed = bytes.withUnsafeReadableBytes { session.seal($0) }
        guard isSealed else { return fail(.other("nothing more can be sent"), context) }
        var records = ByteBuffer()
        session.records.takeSealed { records.writeBytes($0) }
        context.write(wrapOutboundOut(records), promise: promise.take())
    }

    /// Sends what the session itself has to say.
    private func sendRecords(_ context: ChannelHandlerContext) {
        session.records.takeSealed { records in
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: records)), promise: nil)
        }
    }

    private func fail(_ error: TLSError, _ context: ChannelHandlerContext) {
        isInputOver = true
        isOutputOver = true
        sendRecords(context)
        failPending(error)
        context.fireErrorCaught(error)
        context.close(promise: nil)
    }

    private func failPending(_ error: any Error) {
        pending = ByteBuffer()
        promise.take()?.fail(error)
    }
}
