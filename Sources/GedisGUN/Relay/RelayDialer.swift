/// The way to another relay, to which this one connects.
package protocol RelayDialer: Sendable {
    /// Where it is, for people.
    var address: String { get }

    /// Connects, and returns when that connection has ended.
    ///
    /// - Parameters:
    ///   - opened: is called with the connection
    ///   - receive: is called with each frame, in their order
    /// - Throws: what says why there is no connection.
    func run(
        opened: @escaping @Sendable (any RelayConnection) -> Void, receive: @escaping @Sendable ([UInt8]) -> Void
    ) async throws
}

/// A connection to another relay.
package protocol RelayConnection: Sendable {
    /// Calls `action` after a while, on the connection's thread.
    func later(_ delay: Duration, _ action: @escaping @Sendable () -> Void)

    /// Sends frames; calls `sent` when they have left.
    func send(_ frames: [[UInt8]], _ sent: @escaping @Sendable () -> Void)

    /// Reads nothing more for now, or goes on.
    func pause(_ isPaused: Bool)

    /// Ends it.
    func close()
}
