import GedisKit

/// What a client has queued since `MULTI`.
struct Transaction {
    /// The requests, each kept with its arguments.
    private(set) var requests: [Calls] = []
    /// Whether one was refused when it was queued, so that `EXEC` runs none.
    var isAborted: Bool
    private var bytes = 0

    /// What a request and an argument are counted as besides their bytes.
    private static let requestSize = 64
    private static let argumentSize = 16

    /// Begins a transaction.
    init(isAborted: Bool) { self.isAborted = isAborted }

    /// Goes on with a transaction, whose requests are given as their parts.
    init(_ requests: [[[UInt8]]], isAborted: Bool) {
        self.isAborted = isAborted
        for words in requests {
            let request = Calls()
            request.keep(words)
            self.requests.append(request)
            bytes += words.reduce(Self.requestSize) { $0 + $1.count } + Self.argumentSize * (words.count - 1)
        }
    }

    /// Queues a request.
    ///
    /// - Throws: `CommandError` where the queue is as large as a request may be.
    mutating func queue(_ arguments: borrowing Arguments, mostBytes: Int) throws(CommandError) {
        bytes += arguments.withName { $0.count } + Self.requestSize
        for index in 0..<arguments.count { bytes += arguments.withBytes(at: index) { $0.count } + Self.argumentSize }
        guard bytes <= mostBytes else {
            throw CommandError("the transaction is larger than \(mostBytes) bytes, the server's max_request_size")
        }
        let request = Calls()
        request.keep(arguments)
        requests.append(request)
    }
}
