internal import GedisKit

extension Client {
    /// What was published on a channel.
    public struct Message: Hashable, Sendable {
        /// The channel.
        public let channel: String
        /// The pattern that the channel fits, where it was subscribed to by one.
        public let pattern: String?
        /// What was published.
        public let payload: [UInt8]

        /// What was published, where it is UTF-8.
        public var text: String? { String(validating: payload, as: UTF8.self) }
    }

    /// Subscribes to channels, and returns what is published on them from then on. The connection is for nothing else after
    /// that; after HELLO 3, `pushes()` allows for other calls besides.
    ///
    /// The stream ends when this program closes the client, and throws a `ClientError` when the connection ends otherwise. It
    /// keeps the client.
    ///
    /// - Throws: `CommandError` where the server refuses a channel, `ClientError` when the connection ends first, and
    ///   `CancellationError` when the task is cancelled.
    public func messages(on channels: String...) async throws -> AsyncThrowingStream<Message, any Error> {
        try await messages("SUBSCRIBE", channels)
    }

    /// Subscribes to all channels that fit patterns, such as `orders.*`, as `messages(on:)` to channels.
    ///
    /// - Throws: what `messages(on:)` throws.
    public func messages(matching patterns: String...) async throws -> AsyncThrowingStream<Message, any Error> {
        try await messages("PSUBSCRIBE", patterns)
    }

    private func messages(
        _ command: String, _ names: [String]
    ) async throws -> AsyncThrowingStream<Message, any Error> {
        let replies = stream(([command] + names).map { Array($0.utf8) })
        let subscribed = Completion<Void>()
        let (messages, continuation) = AsyncThrowingStream<Message, any Error>.makeStream()
        let task = Task {
            var confirmed = 0
            do {
                for try await reply in replies {
                    if case .error(let error) = reply.withoutAttributes { throw error }
                    if let message = Message(reply) {
                        continuation.yield(message)
                    } else {
                        confirmed += 1
                        if confirmed == names.count { subscribed.settle(.success(())) }
                    }
                }
                subscribed.settle(.failure(ClientError(.connectionClosed, "the connection to \(endpoint) was closed")))
                continuation.finish()
            } catch {
                subscribed.settle(.failure(error))
                continuation.finish(throwing: error)
            }
        }
        continuation.onTermination = { _ in task.cancel() }
        do {
            try await subscribed.value()
        } catch {
            task.cancel()
            throw error
        }
        return messages
    }
}

extension Client.Message {
    /// Reads what arrived; nil where it is no message, such as the confirmation of a subscription.
    init?(_ reply: Value) {
        let parts: [Value]
        switch reply.withoutAttributes {
        case .array(let elements), .push(let elements): parts = elements
        default: return nil
        }
        let kinds = ["message": 3, "pmessage": 4]
        guard let kind = parts.first?.text, kinds[kind] == parts.count, let channel = parts[parts.count - 2].text,
            case .bulk(let payload) = parts[parts.count - 1]
        else { return nil }
        self.channel = channel
        self.payload = payload
        pattern = kind == "pmessage" ? parts[1].text : nil
    }
}
