public import GedisKit

/// Bytes that are no request. The reply is an error in Redis' own words, and the connection has to be closed, because
/// where the next request begins is not known any more.
public struct RequestError: Error, Hashable, Sendable {
    /// What was wrong.
    public var reason: String

    /// Says what was wrong.
    init(_ reason: String) { self.reason = reason }

    /// The error reply.
    public var reply: CommandError { CommandError("Protocol error: \(reason)") }
}
