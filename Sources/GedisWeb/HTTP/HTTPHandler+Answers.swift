import GedisCore
import GedisSettings
import NIOCore
import NIOHTTP1

// What a connection is answered, and when its client has had its time.

extension HTTPHandler {
    func respond(_ response: HTTPResponse, closing: Bool = false) {
        guard let head, let context else { return }
        let isLast =
            closing || isInputClosed || !head.isKeepAlive || driver?.isEnding == true || isUnauthenticatedTooLong
        var response = response
        response.compress(for: head)
        var headers = response.headers
        headers.reserveCapacity(headers.count + 4)
        if access.sharesAnswers { headers.add(contentsOf: access.sharingHeaders(for: head)) }
        headers.add(name: "X-Content-Type-Options", value: "nosniff")
        if response.status != .noContent, response.status != .notModified {
            headers.add(name: "Content-Length", value: String(response.body.count))
        }
        if isLast { headers.add(name: "Connection", value: "close") }
        self.head = nil
        body = ByteBuffer()
        ignoredBytes = 0
        state = isLast ? .ended : .waiting
        awaitedSince = Stopwatch.now()
        untakenBytes = .max
        let isReading = isReading
        let promise = context.eventLoop.makePromise(of: Void.self)
        sent = promise.futureResult
        let answer = HTTPResponseHead(version: head.version, status: response.status, headers: headers)
        context.write(wrapOutboundOut(.head(answer)), promise: nil)
        if head.method != .HEAD, !response.body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: response.body)))), promise: nil)
        }
        if !isReading || !context.channel.isWritable { context.flush() }
        if context.channel.isWritable || isLast {
            // Writing the end may bring the next request, and its answer.
            context.write(wrapOutboundOut(.end(nil)), promise: promise)
        } else {
            unwrittenEnd = promise
        }
        if !isReading || !context.channel.isWritable {
            self.isReading = isReading
            context.flush()
        }
        if isLast { context.channel.closeOnceSent(promise.futureResult) }
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
