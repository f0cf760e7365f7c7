import GedisCore
import GedisKit
import GedisRESP
import GedisSettings
import GedisTLS
import Logging
import NIOCore
import NIOHTTP1
import NIOTLS
import NIOWebSocket

/// Answers the HTTP requests of a connection, one after the other, by calls of a core connection that lasts as long.
final class HTTPHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Where a request is.
    enum State {
        /// None has begun.
        case waiting
        /// Its body arrives, for something.
        case receiving(Site.BodyUse)
        /// Its body arrives, for nothing: the answer is known.
        case ignoring(HTTPResponse)
        /// All of it has arrived, and what is published follows as it comes.
        case subscribing(EventRequest)
        /// All of it has arrived, and the client is notified of what happens to its tools.
        case opening(ToolStream)
        /// Commands run.
        case calling(any CallAnswer)
        /// What is published is sent.
        case streaming(EventStream)
        /// The client is notified when its tools change.
        case notifying(ToolStream)
        /// No other request is answered.
        case ended
    }

    /// The most bytes of a body that are read for nothing, to keep the connection.
    private static let mostIgnored = 1 << 20
    /// How long a client has to take the last answer.
    static let patience = TimeAmount.milliseconds(500)

    let loop: ChannelLoop
    let access: WebAccess
    let place: ConnectionPlace
    private let tls: TLSHandler?
    private(set) var context: ChannelHandlerContext?
    private(set) var driver: ConnectionDriver?
    var state = State.waiting
    var head: HTTPRequestHead?
    /// The last call, which the next one may repeat.
    private var latestCall: RepeatedCall?
    var body = ByteBuffer()
    var ignoredBytes = 0
    /// Since when the client has owed the end of a request, by the stopwatch's clock; nil where it owes none.
    var awaitedSince: Int?
    /// How much of the last answer waited for the client when it was looked at last.
    var untakenBytes = Int.max
    private var isReadHeldBack = false
    /// Whether what a client sent is being read, so that answers are sent together when that ends.
    var isReading = false
    var isInputClosed = false
    var replies = ReplyParser()

    /// Why the request that begins is refused.
    private var sessionRefusal: HTTPError?
    var closeDeadline: Scheduled<Void>?
    var isFlushDue = false
    /// The end of the last answer, which is kept back until the client has taken most of it: writing it brings the next
    /// request, and answers to requests sent ahead would fill the memory.
    var unwrittenEnd: EventLoopPromise<Void>?
    /// The last answer's way to the client.
    var sent: EventLoopFuture<Void>?

    init(loop: ChannelLoop, access: WebAccess, place: ConnectionPlace, tls: TLSHandler?) {
        self.loop = loop
        self.access = access
        self.place = place
        self.tls = tls
    }

    /// Who the client is, as its last request said.
    var account: Account? { driver?.connection.session.account }

    /// Begins the session of a request that is to become a WebSocket; where it is refused, the request is answered so.
    ///
    /// - Returns: whether the client is who it says.
    func beginSession(_ head: HTTPRequestHead) -> Bool {
        guard let connection = driver?.connection else { return false }
        do throws(HTTPError) {
            try connection.beginSession(head)
            return true
        } catch {
            sessionRefusal = error
            return false
        }
    }

    /// The common name of the certificate that the client has shown.
    var certifiedName: String? { tls?.peerName }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let connection = Connection(worker: loop.worker, at: place)
        connection.session.transport = .http
        driver = ConnectionDriver(connection, over: self)
        awaitedSince = Stopwatch.now()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        closeDeadline?.cancel()
        state.heartbeat?.cancel()
        unwrittenEnd.take()?.fail(ChannelError.ioOnClosedChannel)
        driver?.ended()
        driver = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isReading = true
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head)
        case .body(let bytes): take(bytes)
        case .end: end()
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        context.flush()
    }

    func read(context: ChannelHandlerContext) {
        isReadHeldBack = !context.channel.isWritable
        if !isReadHeldBack { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, let promise = unwrittenEnd.take() {
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
        }
        if context.channel.isWritable, isReadHeldBack {
            isReadHeldBack = false
            context.read()
        }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent {
            isInputClosed = true
            if case .calling = state {} else { close() }
        } else if case .some(.handshakeCompleted) = event as? TLSUserEvent {
            driver?.connection.certify(as: certifiedName)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        loop.worker.logger.debug("request failed", metadata: ["from": "\(place.client)", "error": "\(error)"])
        // A WebSocket that is refused is answered as a request like any other.
        if error is NIOWebSocketUpgradeError { return }
        close()
    }
}

// MARK: - A request

extension HTTPHandler {
    private func begin(_ head: HTTPRequestHead) {
        guard case .waiting = state, let driver, let context else { return }
        self.head = head
        do throws(HTTPError) {
            if let refusal = sessionRefusal.take() { throw refusal }
            switch try answer(head, driver.connection) {
            case .response(let response): state = .ignoring(response)
            case .events(let request): state = .subscribing(request)
            case .tools(let stream): state = .opening(stream)
            case .body(let use):
                state = .receiving(use)
                try requireRoom(for: head.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0)
            }
        } catch {
            state = .ignoring(HTTPResponse(error))
        }
        guard head.headers.first(name: "Expect")?.lowercased() == "100-continue" else { return }
        // The client asks before it sends the body.
        switch state {
        case .receiving, .subscribing, .opening:
            let goOn = HTTPResponseHead(version: head.version, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(goOn)), promise: nil)
        case .ignoring(let response): respond(response, closing: true)
        default: break
        }
    }

    private func answer(_ head: HTTPRequestHead, _ connection: Connection) throws(HTTPError) -> Site.Answer {
        if let latestCall, latestCall.isRepeated(by: head, to: connection.worker) {
            try connection.beginSession(head)
            return .body(latestCall.use)
        }
        let answer = try Site(access: access, connection: connection).answer(head)
        if case .body(let use) = answer, case .call = use {
            latestCall = RepeatedCall(head, for: use, of: connection.worker)
        }
        return answer
    }

    private func take(_ bytes: ByteBuffer) {
        switch state {
        case .receiving:
            do throws(HTTPError) {
                try requireRoom(for: body.readableBytes + bytes.readableBytes)
                body.writeImmutableBuffer(bytes)
            } catch {
                respond(HTTPResponse(error), closing: true)
            }
        case .ignoring(let response):
            ignoredBytes += bytes.readableBytes
            if ignoredBytes > Self.mostIgnored { respond(response, closing: true) }
        case .subscribing, .opening:
            respond(HTTPResponse(HTTPError(.badRequest, "a request for events has no body")), closing: true)
        default: break
        }
    }

    private func requireRoom(for count: Int) throws(HTTPError) {
        let most = loop.worker.limits.maxRequestSize
        guard count > most else { return }
        throw HTTPError(.payloadTooLarge, "the body is larger than \(most) bytes, the server's max_request_size")
    }
}
