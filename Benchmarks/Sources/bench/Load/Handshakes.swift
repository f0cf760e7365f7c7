import CEpoll
import CTLS
import Glibc

/// Makes TLS connections: a handshake, a `PING`, the end, and the next one in its place.
final class Handshakes: Load {
    private static let patience: Int32 = 10_000
    private static let reply = Array("+PONG\r\n".utf8)

    /// One of the connections that are made at the same time.
    private struct Slot {
        var descriptor: Int32 = -1
        var session: OpaquePointer?
        /// What the connection before it was given to be resumed by.
        var ticket: OpaquePointer?
        var hasGreeted = false
        var received = 0
    }

    private let address: Address
    private let context: TLSContext
    private let areResumed: Bool
    private let request = RESP.request(["PING"])
    private let poll = epoll_create1(0)
    private var slots: [Slot]
    private var buffer = [UInt8](repeating: 0, count: 4096)
    private var finished = 0

    /// Prepares connections; where they are to be resumed, one is made in full for each.
    ///
    /// - Parameters:
    ///   - address: the server's
    ///   - context: how it is known
    ///   - connections: how many are made at the same time
    ///   - areResumed: whether each goes on with the session of the one before it
    /// - Throws: `BenchFailure` when the server can't be reached.
    init(to address: Address, _ context: TLSContext, connections: Int, areResumed: Bool) throws(BenchFailure) {
        self.address = address
        self.context = context
        self.areResumed = areResumed
        slots = Array(repeating: Slot(), count: connections)
        if areResumed { try connect(until: 0) }
    }

    deinit {
        for slot in slots {
            if let session = slot.session { SSL_free(session) }
            if let ticket = slot.ticket { SSL_SESSION_free(ticket) }
            if slot.descriptor >= 0 { close(slot.descriptor) }
        }
        close(poll)
    }

    func run(seconds: Double) throws(BenchFailure) -> LoadResult {
        finished = 0
        let (begin, beginCPU) = (LoadGenerator.now(CLOCK_MONOTONIC), LoadGenerator.now(CLOCK_PROCESS_CPUTIME_ID))
        try connect(until: begin + seconds)
        return LoadResult(
            requests: finished, seconds: LoadGenerator.now(CLOCK_MONOTONIC) - begin,
            loadCPU: LoadGenerator.now(CLOCK_PROCESS_CPUTIME_ID) - beginCPU)
    }

    /// Makes connections in each place until the time is there, one at least.
    private func connect(until end: Double) throws(BenchFailure) {
        for number in slots.indices { try begin(number) }
        var active = slots.count
        var events = [epoll_event](repeating: epoll_event(), count: 256)
        while active > 0 {
            let count = epoll_wait(poll, &events, Int32(events.count), Self.patience)
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                throw BenchFailure("no handshake within \(Self.patience / 1000) s")
            }
            let now = LoadGenerator.now(CLOCK_MONOTONIC)
            for event in events.prefix(Int(count)) {
                let number = Int(event.data.u32)
                guard try goOn(number) else { continue }
                try finish(number)
                finished += 1
                if now < end { try begin(number) } else { active -= 1 }
            }
        }
    }

    private func begin(_ number: Int) throws(BenchFailure) {
        let descriptor = try address.connect()
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        let session = try context.session(on: descriptor)
        if areResumed, let ticket = slots[number].ticket { SSL_set_session(session, ticket) }
        slots[number].descriptor = descriptor
        slots[number].session = session
        slots[number].hasGreeted = false
        slots[number].received = 0
        var event = epoll_event()
        event.events = EPOLLIN.rawValue
        event.data.u32 = UInt32(number)
        epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event)
        _ = try goOn(number)
    }

    /// Goes on with what has arrived.
    ///
    /// - Returns: whether the reply is there.
    private func goOn(_ number: Int) throws(BenchFailure) -> Bool {
        guard let session = slots[number].session else { return false }
        if !slots[number].hasGreeted {
            let result = SSL_connect(session)
            guard result == 1 else {
                try waitMore(session, result)
                return false
            }
            slots[number].hasGreeted = true
            let isExpected = areResumed && slots[number].ticket != nil
            guard (SSL_session_reused(session) == 1) == isExpected else {
                throw BenchFailure("the server \(isExpected ? "did not resume" : "resumed") a session")
            }
            guard SSL_write(session, request, Int32(request.count)) == request.count else {
                throw BenchFailure("cannot send over TLS")
            }
        }
        let count = SSL_read(session, &buffer, Int32(buffer.count))
        guard count > 0 else {
            try waitMore(session, count)
            return false
        }
        let start = slots[number].received
        guard Self.reply.dropFirst(start).starts(with: buffer[..<Int(count)]) else {
            throw BenchFailure("wrong reply: \(String(decoding: buffer[..<Int(count)].prefix(60), as: UTF8.self))")
        }
        slots[number].received += Int(count)
        return slots[number].received == Self.reply.count
    }

    private func waitMore(_ session: OpaquePointer, _ result: Int32) throws(BenchFailure) {
        let error = SSL_get_error(session, result)
        guard error == SSL_ERROR_WANT_READ else { throw BenchFailure("TLS handshake: error \(error)") }
    }

    private func finish(_ number: Int) throws(BenchFailure) {
        guard let session = slots[number].session else { return }
        if areResumed {
            guard let ticket = SSL_get1_session(session), SSL_SESSION_is_resumable(ticket) == 1 else {
                throw BenchFailure("the server gave no session to resume")
            }
            if let used = slots[number].ticket { SSL_SESSION_free(used) }
            slots[number].ticket = ticket
        }
        SSL_shutdown(session)
        SSL_free(session)
        close(slots[number].descriptor)
        slots[number].session = nil
        slots[number].descriptor = -1
    }
}
