import GedisKit

/// What a client has queued since `MULTI`.
struct Transaction {
    /// The requests, each kept with its arguments.
    private(set) var requests: [Calls] = []
    /// Whether one was refused when it was queued, so that `EXEC` runs none.
    var isAborted: Bool
    private var bytes = 0

    /// Begins a transaction.
    init(isAborted: Bool) { self.isAborted = isAborted }

    /// Queues a request.
    ///
    /// - Throws: `CommandError` where the queue is as large as a request may be.
    mutating func queue(_ arguments: borrowing Arguments, mostBytes: Int) throws(CommandError) {
        bytes += arguments.withName { $0.count } + 64
        for index in 0..<arguments.count { bytes += arguments.withBytes(at: index) { $0.count } + 16 }
        guard bytes <= mostBytes else {
            throw CommandError("the transaction is larger than \(mostBytes) bytes, the server's max_request_size")
        }
        let request = Calls()
        request.keep(arguments)
        requests.append(request)
    }
}
