import GedisCore
import GedisGUN
import GedisKit
import GedisSettings
import Logging
import NIOCore

/// Carries the messages of a peer of GUN between a WebSocket and the hub.
///
/// The core's connection counts it, knows who it is and ends it; no request of RESP ever reaches that connection.
final class GunHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How often a peer is sent a heartbeat, as gun's own servers do.
    private static let heartbeat = TimeAmount.seconds(20)

    let loop: ChannelLoop
    private let place: ConnectionPlace
    private let certifiedName: String?
    private let account: Account?
    private let hub: GunHub
    @exclusivity(unchecked) private(set) var context: ChannelHandlerContext?
    @exclusivity(unchecked) private(set) var driver: ConnectionDriver?
    private var peer: Int?
    private var outbox: GunOutbox?
    private var messages: [PeerMessage] = []
    private var heartbeats: RepeatedTask?
    /// Why nothing is read now.
    private var isPaused = false
    private var isThrottled = false
    private var isReadHeldBack = false
    /// Whether the peer has been told that the connection ends, once what it had put was acknowledged.
    private var hasSaidGoodbye = false
    var isFlushDue = false
    var closeDeadline: Scheduled<Void>?

    /// Makes the handler of a connection.
    ///
    /// - Parameters:
    ///   - loop: what it shares with others
    ///   - hub: the relay
    ///   - place: where the client and the server are
    ///   - certifiedName: the common name of the certificate that it has shown
    ///   - account: who it is, as its handshake said
    init(loop: ChannelLoop, hub: GunHub, place: ConnectionPlace, certifiedName: String?, account: Account?) {
        self.loop = loop
        self.hub = hub
        self.place = place
        self.certifiedName = certifiedName
        self.account = account
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        guard loop.worker.hasRoom else { return context.close(promise: nil) }
        let connection = Connection(worker: loop.worker, at: place)
        connection.session.transport = .webSocket
        connection.session.certifiedName = certifiedName
        connection.session.account = account
        driver = ConnectionDriver(connection, over: self)
        let (own, eventLoop) = (NIOLoopBound(self, eventLoop: context.eventLoop), context.eventLoop)
        let outbox = GunOutbox {
            eventLoop.execute { own.value.send() }
        } pause: {
            eventLoop.scheduleTask(in: TimeAmount(GunOutbox.pause)) { own.value.outbox?.endPause() }
        }
        self.outbox = outbox
        let peer = GunHub.Peer(outbox: outbox) { isPaused in eventLoop.execute { own.value.pause(isPaused) } }
        self.peer = hub.add(peer, rights)
        rightsAccount = account
        heartbeats = eventLoop.scheduleRepeatedTask(initialDelay: Self.heartbeat, delay: Self.heartbeat) { _ in
            own.value.checkRights()
            own.value.outbox?.add(Array("[]".utf8))
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        closeDeadline?.cancel()
        heartbeats?.cancel()
        // What came together with the peer's own goodbye.
        handOver()
        if let peer = peer.take() { hub.remove(peer) }
        outbox = nil
        driver?.ended()
        driver = nil
    }

    // MARK: - Rights

    private var rightsAccount: Account?

    private var rights: SoulRights {
        let account = driver?.connection.session.account
        return SoulRights(user: account?.name ?? UserName.default) { soul in
            account.map { $0.readableSouls?.allow(soul) ?? true } ?? false
        } mayWrite: { soul in
            account.map { $0.writableSouls?.allow(soul) ?? true } ?? false
        }
    }

    /// Takes over what a reload has changed.
    private func checkRights() {
        guard let peer, driver?.connection.session.account !== rightsAccount else { return }
        rightsAccount = driver?.connection.session.account
        hub.use(rights, for: peer)
    }

    // MARK: - Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(unwrapInboundIn(data).readableBytesView)
        loop.turn {
            let read = PeerMessage.read(frame: bytes)
            if read.isEmpty, bytes != Array("[]".utf8) { hub.countDropped() }
            for message in read { throttle(message) }
            messages += read
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if !isSayingGoodbye { handOver() }
    }

    private func handOver() {
        guard let peer, !messages.isEmpty else { return }
        checkRights()
        let messages = messages
        self.messages = []
        loop.turn { hub.receive(messages, from: peer) }
    }

    /// Whether the connection is to end, and the peer does not know yet. What it sends meanwhile is taken after it was told: gun.js
    /// never sends a put again.
    private var isSayingGoodbye: Bool { driver?.isEnding == true && !hasSaidGoodbye }

    func read(context: ChannelHandlerContext) {
        isReadHeldBack = isPaused || isThrottled || isSayingGoodbye
        if !isReadHeldBack { context.read() }
    }

    private func pause(_ isPaused: Bool) {
        self.isPaused = isPaused
        resumeReading()
    }

    /// Reads nothing more for as long as the rates of the user and the server ask for.
    private func throttle(_ message: PeerMessage) {
        let name: String
        switch message.content {
        case .get: name = "gun.get"
        case .put, .invalid: name = "gun.put"
        case .other, .hello: return
        }
        guard let wait = driver?.connection.throttle(name), let context else { return }
        isThrottled = true
        let own = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .milliseconds(Int64(wait))) {
            own.value.isThrottled = false
            own.value.resumeReading()
        }
    }

    // MARK: - Sending

    /// Writes what waits. A peer that does not read what it is sent is dropped.
    private func send() {
        guard let context, let outbox else { return }
        for frame in outbox.frames() { context.write(wrapOutboundOut(ByteBuffer(bytes: frame)), promise: nil) }
        context.flush()
        outbox.note(unsent: unsentBytes)
        guard outbox.excess > loop.worker.limits.subscriberLimit else { return }
        loop.worker.logger.warning(
            "closing a connection that does not read its messages", metadata: ["from": "\(place.client)"])
        context.close(promise: nil)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { outbox?.note(unsent: unsentBytes) }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent { driver?.inputEnded() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        loop.worker.logger.debug("connection failed", metadata: ["from": "\(place.client)", "error": "\(error)"])
        context.close(promise: nil)
    }
}

extension GunHandler: ChannelTransport {
    var isWritable: Bool { context?.channel.isWritable == true }

    func send(_ bytes: UnsafeRawBufferPointer) {}

    /// Calls `action` when what the peer put is stored and acknowledged.
    func whenSent(_ action: @escaping () -> Void) {
        guard let context, let peer else { return action() }
        let eventLoop = context.eventLoop
        let (own, action) = (NIOLoopBound(self, eventLoop: eventLoop), NIOLoopBound(action, eventLoop: eventLoop))
        hub.whenIdle(peer) {
            eventLoop.execute {
                own.value.outbox?.endPause(isLast: true)
                own.value.send()
                guard let context = own.value.context else { return }
                context.writeAndFlush(own.value.wrapOutboundOut(ByteBuffer())).assumeIsolated()
                    .whenComplete { _ in
                        action.value()
                        own.value.hasSaidGoodbye = true
                        own.value.handOver()
                        own.value.resumeReading()
                    }
            }
        }
    }

    func resumeReading() {
        guard isReadHeldBack, !isPaused, !isThrottled, !isSayingGoodbye else { return }
        isReadHeldBack = false
        context?.read()
    }

    /// A peer is silent for as long as it likes: heartbeats find out whether it is there.
    func enforceDeadlines(_ limits: ServerLimits, at now: Int) -> Bool { true }
}
