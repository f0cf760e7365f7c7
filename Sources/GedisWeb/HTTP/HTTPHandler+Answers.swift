import GedisCore
import GedisSettings
import NIOCore
import NIOHTTP1

// What a connection is answered, and when its client has had its time.

extension HTTPHandler {
    /// The most bytes of answers that wait for the end of a read.
    private static let mostUnsent = 64 * 1024

    func respond(_ response: HTTPResponse, closing: Bool = false) {
        guard let head, let context else { return }
        let isLast =
            closing || isInputClosed || !head.isKeepAlive || driver?.isEnding == true || isUnauthenticatedTooLong
        var response = response
        response.compress(for: head)
        if access.sharesAnswers { response.headers.add(contentsOf: access.sharingHeaders(for: head)) }
        self.head = nil
        body = ByteBuffer()
        ignoredBytes = 0
        state = isLast ? .ended : .waiting
        awaitedSince = Stopwatch.now()
        untakenBytes = .max
        write { $0.writeAnswer(response, to: head, isLast: isLast) }
        if isLast {
            let promise = context.eventLoop.makePromise(of: Void.self)
            sendAnswers(promise)
            context.channel.closeOnceSent(promise.futureResult)
        }
        if !isReading {
            goOn()
        } else if answers.readableBytes > Self.mostUnsent {
            sendAnswers()
        }
    }

    /// Adds to the answers that are sent together.
    func write(_ write: (inout ByteBuffer) -> Void) {
        if answers.readableBytes == 0 { loop.lend(&answers) }
        write(&answers)
    }

    /// Sends the answers that have been made.
    ///
    /// - Parameter promise: is kept once they are sent, and all before them
    func sendAnswers(_ promise: EventLoopPromise<Void>? = nil) {
        guard answers.readableBytes > 0 || promise != nil else { return }
        guard let encoder else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        let bytes = answers
        answers = ByteBuffer()
        encoder.write(NIOAny(bytes), promise: promise)
        encoder.flush()
        loop.giveBack(bytes)
    }

    /// Whether the client has had its time to authenticate: a request now and then must not keep its place.
    private var isUnauthenticatedTooLong: Bool {
        guard let connection = driver?.connection, connection.session.account == nil else { return false }
        let limit = loop.worker.limits.handshakeTimeout
        return Stopwatch.isOver(limit, since: connection.session.connected, at: Stopwatch.now())
    }

    /// Gives the client as long for its next request as one of RESP has to say who it is, and as long again whenever it
    /// has taken something of the last answer by then.
    func enforceDeadlines(_ limits: ServerLimits, at now: Int) -> Bool {
        guard let start = awaitedSince, Stopwatch.isOver(limits.handshakeTimeout, since: start, at: now) else {
            return true
        }
        let left = unsentBytes
        if head == nil, 1..<untakenBytes ~= left {
            untakenBytes = left
            awaitedSince = now
        } else {
            drop()
        }
        return true
    }

    private func drop() {
        guard head != nil else { return close() }
        respond(HTTPResponse(HTTPError(.requestTimeout, "the request took too long to arrive")), closing: true)
    }
}

extension Channel {
    /// Closes the sending side, and the connection when the client has had the time to read: what it still sends would
    /// make the kernel reset the connection, and the answer be lost.
    func closeOnceSent(_ sent: EventLoopFuture<Void>) {
        sent.whenComplete { _ in
            self.close(mode: .output, promise: nil)
            self.eventLoop.scheduleTask(in: HTTPHandler.patience) { self.close(promise: nil) }
        }
    }
}
