package import GedisKit

/// What answers the calls that are sent on to it in a way of its own: processes of gedis', one after the other, or a store.
package protocol RelayedWorker: AnyObject, Sendable {
    /// Whether calls are sent on to it now; where not, the commands' handlers answer.
    var isOpen: Bool { get }

    /// How long a call may take until its process is ended; nil for as long as it takes.
    var callTimeout: Duration? { get }

    /// Makes what writes calls and reads replies for one link; nil where those are RESP.
    func makeCoder() -> (any RelayCoder)?

    /// The error of a call that was not answered.
    ///
    /// - Parameters:
    ///   - failure: why
    ///   - command: the command's full name
    ///   - wasSent: whether it was sent
    /// - Returns: the error.
    func error(of failure: RelayFailure, _ command: String, wasSent: Bool) -> CommandError

    /// The error of a call whose process was ended because of the time that it took.
    func timeout(of command: String) -> CommandError
}

extension RelayedWorker {
    package var isOpen: Bool { true }
}

/// A socket to one process of gedis' own, over which a thread sends calls.
package protocol RelayLane: AnyObject, Sendable {
    /// Whether the process takes no more calls, because it is about to end.
    var isEnding: Bool { get }

    /// Calls are sent, and none was without a reply.
    func begin()

    /// Calls were answered.
    ///
    /// - Parameters:
    ///   - count: how many
    ///   - isIdle: whether none is without a reply now
    func answered(_ count: Int, isIdle: Bool)

    /// Ends the process, because what it sent is not as it has to be.
    ///
    /// - Parameter failure: what is wrong with it
    func reject(_ failure: RelayFailure)

    /// Waits until the process has ended.
    ///
    /// - Returns: how it ended.
    func end() async -> RelayFailure
}

/// Writes calls, and reads replies, for what does not speak RESP. A link has one of its own.
///
/// Replies come in frames, in the order of the calls.
package protocol RelayCoder: AnyObject {
    /// How many bytes of calls wait to be sent.
    var unsentBytes: Int { get }

    /// Adds a call to what is sent next.
    ///
    /// - Parameters:
    ///   - number: the command's
    ///   - arguments: the call's; their number has been checked
    /// - Throws: `ArgumentError` for the first one that does not fit. Nothing is added then.
    func add(_ number: Int, _ arguments: borrowing Arguments) throws(ArgumentError)

    /// Sends what was added.
    ///
    /// - Parameter send: takes bytes, and returns how many
    func flush(_ send: (UnsafeRawBufferPointer) -> Int)

    /// Forgets what was added.
    func removeAll()

    /// The frame that bytes begin with; nil where it has not arrived whole.
    ///
    /// - Throws: `RelayFailure` where there is none.
    func frame(in bytes: UnsafeRawBufferPointer) throws(RelayFailure) -> Range<Int>?

    /// Begins to read a frame's replies.
    ///
    /// - Returns: how many it has; nil where its calls have to be asked elsewhere (`RelayDetour`).
    /// - Throws: `RelayFailure` where it is none.
    func begin(_ frame: UnsafeRawBufferPointer) throws(RelayFailure) -> Int?

    /// Passes over a reply.
    ///
    /// - Throws: `RelayFailure` where there is none.
    func skip() throws(RelayFailure)

    /// Writes a reply as RESP.
    ///
    /// - Parameters:
    ///   - number: the command's
    ///   - writer: what takes it
    ///   - caller: says who called
    /// - Returns: the error that is the reply; nil where one was written.
    /// - Throws: `RelayFailure` where there is none; part of it may have been written then.
    func reply(
        of number: Int, to writer: inout ReplyWriter, _ caller: () -> Caller
    ) throws(RelayFailure) -> CommandError?
}
