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
    @exclusivity(unchecked) private(set) var context: ChannelHandlerContext?
    /// The place of NIO's encoder in the pipeline, where answers that are whole go past it: they are bytes already.
    @exclusivity(unchecked) private(set) var encoder: ChannelHandlerContext?
    @exclusivity(unchecked) private(set) var driver: ConnectionDriver?
    @exclusivity(unchecked) var state = State.waiting
    @exclusivity(unchecked) var head: HTTPRequestHead?
    /// The last call, which the next one may repeat.
    @exclusivity(unchecked) private var latestCall: RepeatedCall?
    @exclusivity(unchecked) var body = ByteBuffer()
    @exclusivity(unchecked) var ignoredBytes = 0
    /// Since when the client has owed the end of a request, by the stopwatch's clock; nil where it owes none.
    @exclusivity(unchecked) var awaitedSince: Int?
    /// How much of the last answer waited for the client when it was looked at last.
    @exclusivity(unchecked) var untakenBytes = Int.max
    /// What arrived behind a request that is not answered yet.
    @exclusivity(unchecked) var ahead = CircularBuffer<Arrival>(initialCapacity: 0)
    @exclusivity(unchecked) var isReadHeldBack = false
    /// Whether what a client sent is being read, so that answers are sent together when that ends.
    @exclusivity(unchecked) var isReading = false
    /// Whether so much waits for the client that no other request is answered: the answers to those that are sent ahead
    /// would fill the memory.
    @exclusivity(unchecked) var isFull = false
    var isInputClosed = false
    @exclusivity(unchecked) var replies = ReplyParser()
    /// Answers that are not on their way yet.
    @exclusivity(unchecked) var answers = ByteBuffer()

    /// Why the request that begins is refused.
    private var sessionRefusal: HTTPError?
    var closeDeadline: Scheduled<Void>?
    var isFlushDue = false

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
        encoder = try? context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
        let connection = Connection(worker: loop.worker, at: place)
        connection.session.transport = .http
        driver = ConnectionDriver(connection, over: self)
        awaitedSince = Stopwatch.now()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        encoder = nil
        closeDeadline?.cancel()
        state.heartbeat?.cancel()
        driver?.ended()
        driver = nil
        ahead.removeAll()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isReading = true
        handle(.part(unwrapInboundIn(data)))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        goOn()
    }

    func read(context: ChannelHandlerContext) {
        isReadHeldBack = isBusy
        if !isReadHeldBack { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isFull = !context.channel.isWritable
        if !isFull { goOn() }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent {
            handle(.end)
        } else if case .some(.handshakeCompleted) = event as? TLSUserEvent {
            driver?.connection.certify(as: certifiedName)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        loop.worker.logger.debug("request failed", metadata: ["from": "\(place.client)", "error": "\(error)"])
        // A WebSocket that is refused is answered as a request like any other.
        if error is NIOWebSocketUpgradeError { return }
        if error is HTTPParserError { handle(.malformed) } else { close() }
    }
}

// MARK: - A request

extension HTTPHandler {
    func begin(_ head: HTTPRequestHead) {
        guard case .waiting = state, let driver else { return }
        self.head = head
        do throws(HTTPError) {
            if let refusal = sessionRefusal.take() { throw refusal }
            if let latestCall, let length = latestCall.length(ifRepeatedBy: head, to: driver.connection.worker) {
                try driver.connection.beginSession(head, repeating: latestCall)
                state = .receiving(latestCall.use)
                return try requireRoom(for: length)
            }
            switch try Site(access: access, connection: driver.connection).answer(head) {
            case .response(let response): state = .ignoring(response)
            case .events(let request): state = .subscribing(request)
            case .tools(let stream): state = .opening(stream)
            case .body(let use):
                state = .receiving(use)
                latestCall = try RepeatedCall(head, for: use, of: driver.connection.worker)
                try requireRoom(for: head.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0)
            }
        } catch {
            state = .ignoring(HTTPResponse(error))
        }
        guard head.headers.first(name: "Expect")?.lowercased() == "100-continue" else { return }
        // The client asks before it sends the body.
        switch state {
        case .receiving, .subscribing, .opening:
            write { $0.writeHead(.continue, [:], version: head.version) }
            sendAnswers()
        case .ignoring(let response): respond(response, closing: true)
        default: break
        }
    }

    func take(_ bytes: ByteBuffer) {
        switch state {
        case .receiving:
            do throws(HTTPError) {
                try requireRoom(for: body.readableBytes + bytes.readableBytes)
                if body.readableBytes == 0 { body = bytes } else { body.writeImmutableBuffer(bytes) }
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
