/// Sends calls to what runs them before their turn on their connection has come.
///
/// Only commands have one whose calls are run one after the other, in the order in which they are sent.
package protocol CallForwarder: AnyObject, Sendable {
    /// What runs the calls. Those that follow each other on a connection are sent on while it is the same.
    var receiver: ObjectIdentifier { get }

    /// Sends a call; `flush` has to follow. The number of arguments has been checked.
    ///
    /// - Parameters:
    ///   - arguments: the call's
    ///   - version: the protocol version of its reply
    ///   - caller: says who calls
    /// - Returns: what became of it.
    func send(
        _ arguments: borrowing Arguments, version: ReplyWriter.Version, by caller: () -> Caller
    ) -> CallForwarding

    /// Lets the receiver have what was sent.
    func flush()
}

/// What became of a call that was to be sent on.
package enum CallForwarding {
    /// It was sent. The command's handler finds this in `Calls.forwarded`.
    case sent(any Sendable)
    /// It was not, and its handler will refuse it. Calls behind it may be sent.
    case refused
    /// It cannot be sent now.
    case unavailable
}
