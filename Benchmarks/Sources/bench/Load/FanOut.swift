import CEpoll
import Glibc

/// Publishes on one connection, and compares what arrives at the subscribers.
///
/// The publisher sends a batch of messages, and the next once all of it has arrived everywhere.
final class FanOut: Load {
    private static let channel = "news"
    private static let patience: Int32 = 10_000

    private let depth: Int
    private let request: [UInt8]
    /// What each subscriber gets of a batch, and what the publisher gets.
    private let message: [UInt8]
    private let reply: [UInt8]
    /// The subscribers, the publisher last.
    private let descriptors: [Int32]
    private let poll = epoll_create1(0)
    private var buffer = [UInt8](repeating: 0, count: 256 * 1024)
    /// How many bytes of the batch have arrived at each.
    private var arrived: [Int]

    /// Subscribes.
    ///
    /// - Parameters:
    ///   - address: the server's
    ///   - subscribers: how many there are
    ///   - depth: how many messages are published at once
    /// - Throws: `BenchFailure` when the server can't be reached.
    init(to address: Address, subscribers: Int, depth: Int) throws(BenchFailure) {
        self.depth = depth
        let text = String(repeating: "x", count: 64)
        func repeated(_ bytes: [UInt8]) -> [UInt8] { Array(repeatElement(bytes, count: depth).joined()) }
        request = repeated(RESP.request(["PUBLISH", Self.channel, text]))
        message = repeated(RESP.request(["message", Self.channel, text]))
        reply = repeated(Array(":\(subscribers)\r\n".utf8))
        var made: [Int32] = []
        for number in 0...subscribers {
            let descriptor = try address.connect()
            made.append(descriptor)
            var event = epoll_event()
            event.events = EPOLLIN.rawValue
            event.data.u32 = UInt32(number)
            epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event)
        }
        descriptors = made
        arrived = Array(repeating: 0, count: made.count)
        for number in 0..<subscribers {
            try transmit(RESP.request(["SUBSCRIBE", Self.channel]), to: made[number])
            let confirmation = Array("*3\r\n\(RESP.bulk("subscribe"))\(RESP.bulk(Self.channel)):1\r\n".utf8)
            var count = 0
            while count < confirmation.count { count += try receive(number, confirmation, from: count) }
        }
    }

    deinit {
        for descriptor in descriptors { close(descriptor) }
        close(poll)
    }

    /// Publishes for a while; what is counted are deliveries.
    func run(seconds: Double) throws(BenchFailure) -> LoadResult {
        let (begin, beginCPU) = (LoadGenerator.now(CLOCK_MONOTONIC), LoadGenerator.now(CLOCK_PROCESS_CPUTIME_ID))
        var batches = 0
        repeat {
            try batch()
            batches += 1
        } while LoadGenerator.now(CLOCK_MONOTONIC) < begin + seconds
        return LoadResult(
            requests: batches * depth * (descriptors.count - 1),
            seconds: LoadGenerator.now(CLOCK_MONOTONIC) - begin,
            loadCPU: LoadGenerator.now(CLOCK_PROCESS_CPUTIME_ID) - beginCPU)
    }

    private func batch() throws(BenchFailure) {
        for number in arrived.indices { arrived[number] = 0 }
        try transmit(request, to: descriptors[descriptors.count - 1])
        var waiting = descriptors.count
        var events = [epoll_event](repeating: epoll_event(), count: 256)
        while waiting > 0 {
            let count = epoll_wait(poll, &events, Int32(events.count), Self.patience)
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                throw BenchFailure("no message within \(Self.patience / 1000) s")
            }
            for event in events.prefix(Int(count)) {
                let number = Int(event.data.u32)
                let expected = number == descriptors.count - 1 ? reply : message
                arrived[number] += try receive(number, expected, from: arrived[number])
                if arrived[number] == expected.count { waiting -= 1 }
            }
        }
    }

    private func transmit(_ bytes: [UInt8], to descriptor: Int32) throws(BenchFailure) {
        guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw .system("cannot send")
        }
    }

    /// Reads what has arrived, which has to be `expected` from `start` on.
    private func receive(_ number: Int, _ expected: [UInt8], from start: Int) throws(BenchFailure) -> Int {
        let count = recv(descriptors[number], &buffer, buffer.count, 0)
        guard count > 0 else { throw BenchFailure("the server closed a connection") }
        guard start + count <= expected.count,
            expected.withUnsafeBytes({ memcmp($0.baseAddress! + start, buffer, count) }) == 0
        else {
            throw BenchFailure("wrong message: \(String(decoding: buffer[..<count].prefix(100), as: UTF8.self))")
        }
        return count
    }
}
