/// One value that was put or deleted.
public struct Change: Sendable, Hashable {
    /// The key under which it lies.
    public var key: String
    /// The new value; nil when it was deleted.
    public var value: Scalar?

    /// Describes a change.
    ///
    /// - Parameters:
    ///   - key: the key under which the value lies
    ///   - value: the new value, or nil when it was deleted
    public init(_ key: String, _ value: Scalar?) {
        self.key = key
        self.value = value
    }
}

/// The changes of one node, from the moment it was asked for; for one reader.
///
/// Changes wait for the reader in a bounded buffer. A reader that falls behind by more than that gets what the buffer
/// holds and then a `BackendError` whose reason is `lagged`: it should get the node again and listen anew. The sequence
/// ends when the backend is closed. Stopping to read, or cancelling the task that reads, ends the listening.
public struct Changes: AsyncSequence, Sendable {
    private let stream: AsyncThrowingStream<Change, any Error>

    /// Makes a sequence and the source that fills it.
    ///
    /// - Parameter capacity: how many changes can wait for the reader
    /// - Returns: the sequence, to hand to the reader, and its source, to keep
    public static func make(capacity: Int = 1024) -> (changes: Changes, source: Source) {
        let (stream, continuation) = AsyncThrowingStream.makeStream(
            of: Change.self, bufferingPolicy: .bufferingOldest(capacity))
        return (Changes(stream: stream), Source(continuation: continuation))
    }

    /// Reads the changes in the order in which they were made.
    public func makeAsyncIterator() -> AsyncThrowingStream<Change, any Error>.Iterator { stream.makeAsyncIterator() }
}

extension Changes {
    /// Fills a sequence of changes.
    public struct Source: Sendable {
        let continuation: AsyncThrowingStream<Change, any Error>.Continuation

        /// Hands a change to the reader, or ends the sequence with an error when the buffer is full.
        public func send(_ change: Change) {
            guard case .dropped = continuation.yield(change) else { return }
            finish(throwing: BackendError("changes came faster than they were read: listen anew", reason: .lagged))
        }

        /// Ends the sequence after what the buffer holds.
        public func finish(throwing error: BackendError? = nil) { continuation.finish(throwing: error) }

        /// Calls `body` once, when the sequence has ended or nobody reads it any more.
        public func onEnd(_ body: @escaping @Sendable () -> Void) { continuation.onTermination = { _ in body() } }
    }
}
