public import GedisKit
internal import GedisRESP
internal import NIOCore

/// A connection to a server that speaks the Redis protocol.
///
/// Any number of tasks may call at the same time: requests go out in the order they are made, and each call gets its
/// own reply. When the connection ends, for whatever reason, every call that still waits throws a `ClientError`, and so
/// does every later one; a new client has to be connected. A client that is no longer referenced closes itself.
public final class Client: Sendable {
    /// What it is connected to.
    public let endpoint: Endpoint

    let connection: ClientConnection

    init(endpoint: Endpoint, connection: ClientConnection) {
        self.endpoint = endpoint
        self.connection = connection
    }

    deinit { connection.channel.close(promise: nil) }

    /// Whether calls can be made; false once the connection ended.
    public var isOpen: Bool { connection.channel.isActive }

    /// Sends requests in one go and returns their replies in the same order, error replies among them.
    ///
    /// Commands that reply never (`CLIENT REPLY OFF`) are not for this client, those that reply without end (`MONITOR`)
    /// are for `stream(_:)`.
    ///
    /// - Throws: `ClientError` when the connection ends first, and `CancellationError` when the task is cancelled; the
    ///   server may have carried out the requests all the same.
    public func pipeline(_ requests: [[[UInt8]]]) async throws -> [Value] {
        guard !requests.isEmpty else { return [] }
        guard !requests.contains(where: \.isEmpty) else {
            throw ClientError(.protocolError, "a request to \(endpoint) needs at least the name of a command")
        }
        try Task.checkCancellation()
        var writer = ReplyWriter()
        for request in requests { RequestEncoder.encode(request, into: &writer) }
        let bytes = writer.withBytes { ByteBuffer(bytes: $0) }
        let call = Exchange(requests)
        connection.run { $0.start(call, bytes) }
        return try await call.replies.value()
    }

    /// Sends a request and returns the reply, whether it is an error or not.
    ///
    /// A subscription (`SUBSCRIBE` and its kin, after HELLO 3) returns the confirmation of its last channel; `pushes()`
    /// gets them all.
    ///
    /// - Throws: `ClientError` when the connection ends first, and `CancellationError` when the task is cancelled.
    public func send(_ request: [[UInt8]]) async throws -> Value {
        try await pipeline([request])[0]
    }

    /// Sends a request and returns the reply.
    ///
    /// - Throws: `CommandError` for an error reply, and what `send(_:)` throws.
    public func call(_ request: [[UInt8]]) async throws -> Value {
        let reply = try await send(request)
        if case .error(let error) = reply.withoutAttributes { throw error }
        return reply
    }

    /// Sends the name of a command and its arguments, and returns the reply.
    ///
    /// - Throws: `CommandError` for an error reply, and what `send(_:)` throws.
    public func call(_ words: String...) async throws -> Value {
        try await call(words.map { Array($0.utf8) })
    }

    /// The messages that arrive from now on and are no reply: those of subscriptions, after HELLO 3.
    ///
    /// Each stream gets every message and keeps it until it is read. A stream ends when this program closes the client,
    /// and throws a `ClientError` when the connection ends otherwise.
    public func pushes() -> AsyncThrowingStream<Value, any Error> {
        let (stream, continuation) = AsyncThrowingStream<Value, any Error>.makeStream()
        connection.run { $0.deliverPushes(to: continuation) }
        return stream
    }

    /// Sends a request that is answered without end, and returns all that arrives from then on: replies, such as those of
    /// MONITOR and of RESP2's subscriptions, and pushes. The connection is for no other calls after that.
    ///
    /// The stream ends and throws as that of `pushes()`.
    public func stream(_ request: [[UInt8]]) -> AsyncThrowingStream<Value, any Error> {
        let (stream, continuation) = AsyncThrowingStream<Value, any Error>.makeStream()
        var writer = ReplyWriter()
        RequestEncoder.encode(request, into: &writer)
        let bytes = writer.withBytes { ByteBuffer(bytes: $0) }
        connection.run { $0.stream(bytes, to: continuation) }
        return stream
    }

    /// Ends the connection and waits until it is closed. Calls that still wait throw a `ClientError`.
    public func close() async {
        connection.run { $0.close() }
        try? await connection.channel.closeFuture.get()
    }
}
