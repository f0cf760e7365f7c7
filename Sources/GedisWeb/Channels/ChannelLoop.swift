import GedisCore
import GedisCrypto
import NIOCore

/// What the connections of one NIO event loop share.
final class ChannelLoop {
    let worker: Worker
    let jobs: ChannelJobs
    /// What the TLS sessions of its connections read and write.
    private(set) lazy var records = TLSRecords()
    private let eventLoop: any EventLoop
    /// What is flushed when this turn of the loop ends, and what is being flushed.
    @exclusivity(unchecked) private var due: [any ChannelTransport] = []
    @exclusivity(unchecked) private var flushing: [any ChannelTransport] = []
    /// Memory for answers, which nobody uses now.
    @exclusivity(unchecked) private var idle = ByteBuffer()
    /// How many `turn`s are in one another now.
    @exclusivity(unchecked) private var turnDepth = 0
    /// What a WebSocket's frames carried that are being read, and a frame that is being written.
    @exclusivity(unchecked) var carried = ByteBuffer()
    @exclusivity(unchecked) var frame = ByteBuffer()

    /// The most bytes of a shared buffer that are kept.
    static let keptBytes = 256 * 1024

    init(worker: Worker, eventLoop: any EventLoop) {
        self.worker = worker
        self.eventLoop = eventLoop
        jobs = ChannelJobs(eventLoop, worker.activity)
    }

    /// Does what may run commands, and lets other threads see for how long.
    func turn(_ body: () -> Void) {
        if turnDepth == 0 { worker.activity.beginTurn() }
        turnDepth += 1
        body()
        turnDepth -= 1
        if turnDepth == 0 { worker.activity.endTurn() }
    }

    /// Flushes a transport when this turn of the loop ends, after what the others of the turn have received: as in
    /// Redis, whose replies go out together, so that a client with several of these connections is woken once.
    func flushSoon(_ transport: any ChannelTransport) {
        due.append(transport)
        guard due.count == 1 else { return }
        let loop = Confined(self)
        eventLoop.execute { loop.value.flush() }
    }

    private func flush() {
        swap(&due, &flushing)
        for transport in flushing {
            transport.isFlushDue = false
            transport.driver?.flush()
        }
        flushing.removeAll(keepingCapacity: true)
    }

    /// Lends memory for what is to be written, in place of an empty buffer.
    func lend(_ buffer: inout ByteBuffer) {
        swap(&buffer, &idle)
        buffer.clear()
    }

    /// Takes memory back whose bytes were written. It is used again once the channel has let go of it.
    func giveBack(_ buffer: consuming ByteBuffer) {
        if 1...Self.keptBytes ~= buffer.capacity { idle = buffer }
    }
}
