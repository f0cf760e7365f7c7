@testable import GedisCore

/// A connection whose client a test is.
final class Recipient: Transport {
    private final class NoJobs: JobQueue {
        func enqueue(_ job: UnownedJob, of executor: UnownedTaskExecutor) {}
    }

    let jobs: any JobQueue = NoJobs()
    /// Whether it takes what it is sent.
    var isReading = true
    private(set) var unsentBytes = 0
    private(set) var isClosed = false
    private var isFlushDue = false
    private var sent: [String] = []
    private var driver: ConnectionDriver?

    init(of worker: Worker) {
        driver = ConnectionDriver(Connection(worker: worker, audience: .clients, address: "test"), over: self)
    }

    /// Sends requests, and has the replies sent.
    func say(_ requests: String) {
        receive(requests)
        driver?.flush()
    }

    /// Sends requests whose replies wait.
    func receive(_ requests: String) {
        Array(requests.utf8).withUnsafeBytes { driver?.receive($0) }
        isFlushDue = true
    }

    /// Has what waits sent, where that is due.
    func flushIfDue() {
        if isFlushDue { driver?.flush() }
        isFlushDue = false
    }

    /// What has been sent since, each time a text.
    func take() -> [String] {
        defer { sent = [] }
        return sent
    }

    var isWritable: Bool { isReading }
    func send(_ bytes: UnsafeRawBufferPointer) {
        if isReading { sent.append(String(decoding: bytes, as: UTF8.self)) } else { unsentBytes += bytes.count }
    }
    func whenSent(_ action: @escaping () -> Void) { action() }
    func resumeReading() {}
    func flushSoon() { isFlushDue = true }
    func closeOutput() {}
    func close() {
        isClosed = true
        unsentBytes = 0
        driver.take()?.ended()
    }
    func close(afterMilliseconds delay: Int) {}
}
