/// The threads of one kind of transport, each with a worker.
protocol WorkerGroup: Sendable {
    /// Closes the sockets that connections are accepted from.
    func stopAccepting() async

    /// The workers, as other threads reach them.
    var workers: [any WorkerHandle] { get }

    /// Closes what is open and ends the threads.
    func shutDown() async
}
