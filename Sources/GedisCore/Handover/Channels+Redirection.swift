// Publishing while subscribers go on in another process.

extension Channels {
    /// Hands whatever is published from here on to `take`, in order, in place of the subscribers. How many subscribers a
    /// message has is what they were.
    package func redirect(_ take: @escaping @Sendable (_ channel: [UInt8], _ message: [UInt8]) -> Void) {
        setRedirection(take)
    }

    /// Sends messages to the subscribers here again, first those that `take` was handed.
    ///
    /// - Parameter taken: says which they are
    package func endRedirection(_ taken: () -> [(channel: [UInt8], message: [UInt8])]) {
        setRedirection(nil, after: taken)
    }

    /// Sends a message that was published in another process.
    package func forward(_ message: [UInt8], to channel: [UInt8]) { _ = publish(message, to: channel) }
}
