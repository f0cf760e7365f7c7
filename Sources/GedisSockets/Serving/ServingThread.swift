package import GedisCore

/// A thread that serves connections.
package protocol ServingThread: WorkerHandle {
    /// Serves a connection.
    ///
    /// - Returns: whether it will: not once the thread has ended.
    func serve(_ socket: AcceptedSocket) -> Bool

    /// Takes back the connections that the thread has not begun to serve.
    func takeWaiting() -> [AcceptedSocket]
}
