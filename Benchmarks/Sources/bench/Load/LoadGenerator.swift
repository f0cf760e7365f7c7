import CEpoll
import Glibc

/// Keeps a number of connections busy, on one thread, and compares every reply with the one it has to be.
///
/// Each connection sends a batch of `depth` requests, awaits all replies, and sends the next. The generator is made to
/// be light: a batch costs it a read and a write, and comparing is all that it does with a reply.
final class LoadGenerator: Load {
    /// When to stop.
    enum Limit {
        case seconds(Double)
        case requests(Int)
    }

    /// A server that says nothing for so long is taken for dead.
    private static let patience: Int32 = 10_000

    private let workload: Workload
    private let depth: Int
    private let links: UnsafeMutableBufferPointer<Link>
    private let poll: Int32
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
    private var finished = 0

    /// Connects.
    ///
    /// - Parameters:
    ///   - address: the server's
    ///   - tls: how the connections are secured; nil for not at all
    ///   - workload: what to send
    ///   - connections: how many there are
    ///   - depth: how many requests each has in flight
    /// - Throws: `BenchFailure` when the server can't be reached.
    init(
        to address: Address, tls: TLSContext? = nil, _ workload: Workload, connections: Int, depth: Int
    ) throws(BenchFailure) {
        precondition(depth > 0 && depth <= Workload.ringSize && connections > 0)
        self.workload = workload
        self.depth = depth
        poll = epoll_create1(0)
        var made: [Link] = []
        for number in 0..<connections {
            let descriptor = try address.connect()
            let session = try tls?.handshake(on: descriptor)
            if workload.isFramed { try WebSocket.open(on: descriptor) }
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
            made.append(
                Link(
                    descriptor: descriptor, session: session, first: number % Workload.ringSize,
                    frames: workload.isFramed ? WebSocket.FrameReader() : nil))
        }
        links = .allocate(capacity: connections)
        _ = links.initialize(fromContentsOf: made)
        for number in links.indices { watch(number, isNew: true) }
    }

    deinit {
        for link in links { link.close() }
        close(poll)
        links.deallocate()
        buffer.deallocate()
    }

    func run(seconds: Double) throws(BenchFailure) -> LoadResult { try run(.seconds(seconds)) }

    /// Sends until the limit is reached, and awaits the last replies. May be called again.
    ///
    /// - Throws: `BenchFailure` for a wrong reply, or when the server stops answering.
    func run(_ limit: Limit) throws(BenchFailure) -> LoadResult {
        finished = 0
        var started = 0
        var active = 0
        let begin = Self.now(CLOCK_MONOTONIC)
        let beginCPU = Self.now(CLOCK_PROCESS_CPUTIME_ID)
        let (end, most): (Double, Int) =
            switch limit {
            case .seconds(let seconds): (begin + seconds, .max)
            case .requests(let count): (.infinity, count)
            }

        for number in links.indices where started < most {
            try startBatch(&links[number], number)
            started += depth
            active += 1
        }
        var now = begin
        let capacity = 256
        try withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: capacity) { events throws(BenchFailure) in
            while active > 0 {
                let count = epoll_wait(poll, events.baseAddress, Int32(capacity), Self.patience)
                guard count > 0 else {
                    if count < 0, errno == EINTR { continue }
                    throw BenchFailure("no reply within \(Self.patience / 1000) s")
                }
                now = Self.now(CLOCK_MONOTONIC)
                for event in events.prefix(Int(count)) {
                    let number = Int(event.data.u32)
                    if links[number].isBlocked { try sendRest(&links[number], number) }
                    guard try receive(&links[number]) else { continue }
                    finished += depth
                    if now < end, started < most {
                        try startBatch(&links[number], number)
                        started += depth
                    } else {
                        active -= 1
                    }
                }
            }
        }
        return LoadResult(
            requests: finished, seconds: Self.now(CLOCK_MONOTONIC) - begin,
            loadCPU: Self.now(CLOCK_PROCESS_CPUTIME_ID) - beginCPU)
    }

    private func startBatch(_ link: inout Link, _ number: Int) throws(BenchFailure) {
        link.first = (link.first + depth) % Workload.ringSize
        link.unsent = workload.requests.range(from: link.first, depth)
        link.awaited = workload.replies.range(from: link.first, depth)
        try sendRest(&link, number)
    }

    private func sendRest(_ link: inout Link, _ number: Int) throws(BenchFailure) {
        let rest = link.unsent
        let sent = try link.write(UnsafeRawBufferPointer(rebasing: workload.requests.bytes[rest]))
        link.unsent = rest.lowerBound + sent..<rest.upperBound
        if link.isBlocked == link.unsent.isEmpty {
            link.isBlocked.toggle()
            watch(number)
        }
    }

    /// Reads what has arrived and compares it.
    ///
    /// - Returns: whether the batch is answered whole.
    /// - Throws: `BenchFailure` for a wrong reply.
    private func receive(_ link: inout Link) throws(BenchFailure) -> Bool {
        while !link.awaited.isEmpty {
            let count = try link.read(into: buffer)
            guard count > 0 else { return false }
            guard count <= link.awaited.count, isExpected(count, link.awaited.lowerBound) else {
                throw wrongReply(at: link.awaited.lowerBound, count)
            }
            link.awaited = link.awaited.dropFirst(count)
            // A plain socket says by itself when there is more; what OpenSSL has decoded already, only OpenSSL knows.
            if link.session == nil { break }
        }
        return link.awaited.isEmpty
    }

    private func isExpected(_ count: Int, _ start: Int) -> Bool {
        guard let replies = workload.replies.bytes.baseAddress, let received = buffer.baseAddress else { return false }
        return memcmp(replies + start, received, count) == 0
    }

    private func wrongReply(at start: Int, _ count: Int) -> BenchFailure {
        let expected = workload.replies.bytes[start...].prefix(count)
        let same = zip(expected, buffer).prefix(while: { $0 == $1 }).count
        func excerpt(_ bytes: some Collection<UInt8>) -> String {
            String(decoding: bytes.dropFirst(same).prefix(60), as: UTF8.self).debugDescription
        }
        return BenchFailure("wrong reply: \(excerpt(buffer.prefix(count))) where \(excerpt(expected)) was due")
    }

    private func watch(_ number: Int, isNew: Bool = false) {
        var event = epoll_event()
        event.events = EPOLLIN.rawValue | (links[number].isBlocked ? EPOLLOUT.rawValue : 0)
        event.data.u32 = UInt32(number)
        epoll_ctl(poll, isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, links[number].descriptor, &event)
    }

    static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
