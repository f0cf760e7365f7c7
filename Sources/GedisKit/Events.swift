/// Publishes messages to the clients that subscribe to a channel: `events.publish("orders", "shipped 17")`.
///
/// A command is handed one for a parameter of this type. Clients listen with `SUBSCRIBE` or `PSUBSCRIBE`.
public struct Events: Sendable {
    private let send: @Sendable (_ channel: [UInt8], _ message: [UInt8]) -> Int

    /// Makes events of whatever delivers them.
    ///
    /// - Parameter send: delivers a message to a channel and returns how many clients it reaches
    public init(_ send: @escaping @Sendable (_ channel: [UInt8], _ message: [UInt8]) -> Int) { self.send = send }

    /// Events that nobody hears.
    public static let unheard = Events { _, _ in 0 }

    /// Publishes text. Returns at once; what is published here one after the other arrives in that order.
    ///
    /// - Parameters:
    ///   - channel: the channel's name
    ///   - message: what its subscribers get
    /// - Returns: how many clients it reaches.
    @discardableResult
    public func publish(_ channel: String, _ message: String) -> Int { send(Array(channel.utf8), Array(message.utf8)) }

    /// Publishes bytes. Returns at once; what is published here one after the other arrives in that order.
    ///
    /// - Parameters:
    ///   - channel: the channel's name
    ///   - message: what its subscribers get
    /// - Returns: how many clients it reaches.
    @discardableResult
    public func publish(_ channel: String, _ message: [UInt8]) -> Int { send(Array(channel.utf8), message) }
}
