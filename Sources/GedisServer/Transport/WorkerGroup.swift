/// The threads of one kind of transport, each with a worker.
protocol WorkerGroup: Sendable {
    /// Accepts connections at a socket, spread over the group's threads. The group owns the socket from here on.
    func accept(from socket: ListeningSocket, audience: Audience) async throws(StartError)

    /// Closes the sockets that connections are accepted from.
    func stopAccepting() async

    /// Runs `body` with each worker, on the worker's thread, and returns when all have.
    func onEachWorker(_ body: @escaping @Sendable (Worker) -> Void) async

    /// Closes what is open and ends the threads.
    func shutDown() async
}
