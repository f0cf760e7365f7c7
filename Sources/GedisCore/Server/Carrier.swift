/// What carries a server's connections: threads with a worker each, and the sockets that connections are accepted from.
///
/// A server has one for each kind of I/O, and all of them share its core.
public protocol Carrier: Sendable {
    /// Opens the carrier's sockets and starts its threads.
    ///
    /// - Parameter core: what the carriers of a server share; it makes the workers
    /// - Throws: `StartError` when a socket can't be opened; `shutDown` follows.
    func start(_ core: ServerCore) async throws(StartError)

    /// Begins to accept connections.
    ///
    /// - Parameter core: what the carriers of a server share
    /// - Throws: `StartError` when the system has no threads left; `shutDown` follows.
    func startAccepting(_ core: ServerCore) async throws(StartError)

    /// Hands connections that wait for a thread that is stuck in a command to others. It is called again and again, and
    /// waits for nothing.
    func rescueWaiting()

    /// Closes the sockets that connections are accepted from.
    func stopAccepting() async

    /// Closes what is open and ends the threads.
    func shutDown() async
}

extension Carrier {
    /// Does nothing: `start` has begun already.
    public func startAccepting(_ core: ServerCore) async throws(StartError) {}
}
