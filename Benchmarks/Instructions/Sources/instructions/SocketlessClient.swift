import GedisCore
import GedisSettings
import Glibc

/// A client without a socket: what it sends goes to a connection, and what that replies is compared.
final class SocketlessClient: Transport {
    private let queue = ThreadJobs()
    private let worker: Worker
    /// What runs what requests hand in to the thread; nil where they do not.
    private let thread: SocketlessThread?
    @exclusivity(unchecked) private var replies: [UInt8] = []
    @exclusivity(unchecked) private var isUnsent = false
    @exclusivity(unchecked) private var driver: ConnectionDriver?

    /// How many bytes it has been sent.
    private(set) var receivedCount = 0
    /// How many of them are kept of what a subscriber is sent, which makes no requests.
    private static let mostKept = 32 * 1024

    /// Connects to a server's thread.
    init(of worker: Worker, on thread: SocketlessThread? = nil) {
        self.worker = worker
        self.thread = thread
        replies.reserveCapacity(64 * 1024)
        driver = ConnectionDriver(Connection(worker: worker, audience: .clients, address: "test"), over: self)
    }

    /// Sends requests and waits for the replies.
    ///
    /// - Throws: `CountingFailure` for replies other than these.
    func exchange(_ batch: Batch) throws(CountingFailure) {
        replies.removeAll(keepingCapacity: true)
        batch.requests.withUnsafeBytes { driver?.receive($0) }
        driver?.flush()
        thread?.run(on: worker)
        repeat {
            queue.run(waiting: replies.count < batch.replies.count && !isUnsent)
            if isUnsent {
                isUnsent = false
                driver?.flush()
            }
        } while replies.count < batch.replies.count
        guard isExpected(batch.replies) else {
            throw CountingFailure("wrong reply: \(String(decoding: replies.prefix(200), as: UTF8.self))")
        }
    }

    private func isExpected(_ expected: [UInt8]) -> Bool {
        replies.count == expected.count && memcmp(replies, expected, expected.count) == 0
    }

    var jobs: any JobQueue { queue }
    var isWritable: Bool { true }
    var unsentBytes: Int { 0 }
    func send(_ bytes: UnsafeRawBufferPointer) {
        receivedCount += bytes.count
        if replies.count > Self.mostKept { replies.removeAll(keepingCapacity: true) }
        replies.append(contentsOf: bytes)
    }
    func whenSent(_ action: @escaping () -> Void) { action() }
    func resumeReading() {}
    func flushSoon() { isUnsent = true }
    func closeOutput() {}
    func close() {
        let driver = driver.take()
        driver?.ended()
    }
    func close(afterMilliseconds delay: Int) {}
    func enforceDeadlines(_ limits: ServerLimits, at now: Int) -> Bool { false }
}

/// Requests that are sent together, and their replies.
struct Batch {
    private(set) var requests: [UInt8] = []
    private(set) var replies: [UInt8] = []

    init(_ exchanges: some Sequence<CountedExchange>) {
        for exchange in exchanges {
            requests += exchange.request
            replies += exchange.reply
        }
    }
}
