/// The threads of one kind of transport, each with a worker.
protocol WorkerGroup: Sendable {
    /// Accepts connections at a socket, spread over the group's threads. The group owns the socket from here on.
    func accept(from socket: ListeningSocket, audience: Audience) async throws(StartError)

    /// Closes the sockets that connections are accepted from.
    func stopAccepting() async

    /// The workers, as other threads reach them.
    var workers: [any WorkerHandle] { get }

    /// Closes what is open and ends the threads.
    func shutDown() async
}
