import CLinux
import GedisCore
import GedisCrypto
import Glibc

/// A connection to another server that calls are sent on to, bare or with TLS.
final class EpollRelay: EpollSource {
    /// The most bytes of records that wait for the server before more are made.
    private static let pendingLimit = 256 * 1024
    private static let readsInARow = 8

    /// The socket's descriptor; -1 where there is none.
    private(set) var descriptor: Int32 = -1
    private unowned let thread: EpollThread
    /// It has this carrier, and detaches it before it goes. A weak reference would make counting the link's references slow.
    private unowned var link: RelayLink?
    private var address = ""
    private var authentication: [[UInt8]]?
    private var tls: TLSSession?
    private var isEstablished = false
    /// Records that the server has not taken: with TLS, bytes count as sent when they are in one.
    private var pending: [UInt8] = []
    private var isWriting = false
    private var isFlushDue = false
    /// Which attempt to connect the last one is: what comes of others is closed.
    private var attempt = 0

    init(for link: RelayLink, on thread: EpollThread) {
        self.link = link
        self.thread = thread
    }

    deinit { close() }

    // MARK: - The descriptor

    func ready(_ events: UInt32) {
        if events & EPOLLOUT.rawValue != 0 { becameWritable() }
        if events & (EPOLLIN.rawValue | EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { receive() }
    }

    private func receive() {
        for _ in 0..<Self.readsInARow {
            guard descriptor >= 0 else { return }
            let count = recv(descriptor, thread.buffer.baseAddress, thread.buffer.count, 0)
            guard count > 0 else {
                if count == 0 { return lost("the connection to \(address) was closed by the server") }
                if errno != EAGAIN, errno != EINTR {
                    lost("the connection to \(address) failed: \(String(cString: strerror(errno)))")
                }
                return
            }
            let bytes = UnsafeRawBufferPointer(rebasing: thread.buffer[..<count])
            if let tls { receive(bytes, tls) } else { link?.receive(bytes) }
            if count < thread.buffer.count { return }
        }
    }

    private func receive(_ bytes: UnsafeRawBufferPointer, _ tls: TLSSession) {
        var opened: [UInt8] = []
        let state = tls.receive(bytes) { part in
            opened.append(contentsOf: part)
            return true
        }
        sendRecords(of: tls)
        establish(tls)
        if !opened.isEmpty { opened.withUnsafeBytes { link?.receive($0) } }
        guard self.tls === tls else { return }
        switch state {
        case .handshake, .established: break
        case .ended: lost("the connection to \(address) was closed by the server")
        case .failed(let error): lost("no TLS with \(address): \(error)")
        }
    }

    private func establish(_ tls: TLSSession) {
        guard tls.isEstablished, !isEstablished else { return }
        isEstablished = true
        link?.connected(to: address, authentication: authentication)
    }

    private func becameWritable() {
        if !pending.isEmpty {
            let count = pending.withUnsafeBytes { write($0) }
            pending.removeFirst(count)
            guard pending.isEmpty else { return }
        }
        isWriting = false
        watch()
        link?.flush()
    }

    private func lost(_ reason: String) { link?.lost(RelayFailure(reason)) }

    private func watch() {
        guard descriptor >= 0 else { return }
        thread.watch(descriptor, for: EPOLLIN.rawValue | (isWriting ? EPOLLOUT.rawValue : 0))
    }

    /// Writes what the kernel takes, and has the rest asked for.
    private func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        var sent = 0
        while sent < bytes.count, descriptor >= 0 {
            let count = Glibc.send(
                descriptor, bytes.baseAddress.unsafelyUnwrapped + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            if count > 0 {
                sent += count
            } else if errno != EINTR {
                // Where the connection is broken, reading says so.
                if !isWriting {
                    isWriting = true
                    watch()
                }
                break
            }
        }
        return sent
    }

    private func sendRecords(of tls: TLSSession) {
        tls.records.takeSealed { records in
            let sent = pending.isEmpty ? write(records) : 0
            if sent < records.count { pending.append(contentsOf: records[sent...]) }
        }
    }
}

extension EpollRelay: RelayCarrier {
    func connect() {
        attempt += 1
        guard let link else { return }
        Self.connect(to: link.target, for: Confined(Weak(self)), attempt, on: thread.loop)
    }

    /// Connects off the thread, because names are looked up, and goes on there.
    private static func connect(
        to target: RelayTarget, for relay: Confined<Weak>, _ number: Int, on loop: EpollLoop
    ) {
        Task {
            let result = await target.connect()
            let isHandled = loop.submit { _ in
                if let relay = relay.value.relay { relay.connected(result, number) } else { discard(result) }
            }
            if !isHandled { discard(result) }
        }
    }

    private final class Weak {
        weak var relay: EpollRelay?
        init(_ relay: EpollRelay) { self.relay = relay }
    }

    private static func discard(_ result: Result<RelayTarget.Socket, RelayFailure>) {
        if case .success(let socket) = result { Glibc.close(socket.descriptor) }
    }

    private func connected(_ result: Result<RelayTarget.Socket, RelayFailure>, _ number: Int) {
        guard number == attempt, descriptor < 0 else { return Self.discard(result) }
        switch result {
        case .failure(let failure): link?.failed(failure)
        case .success(let socket):
            descriptor = socket.descriptor
            address = socket.address
            authentication = socket.authentication
            thread.add(self)
            guard let context = socket.tls else {
                link?.connected(to: address, authentication: authentication, lane: socket.lane)
                return
            }
            guard let session = TLSSession(context, records: thread.records) else {
                return lost("no TLS with \(address): there is no memory")
            }
            tls = session
            _ = session.begin()
            sendRecords(of: session)
        }
    }

    func flushSoon() {
        guard !isFlushDue else { return }
        isFlushDue = true
        thread.addUnflushed(self)
    }

    /// Sends what was collected.
    func flush() {
        isFlushDue = false
        link?.flush()
    }

    func send(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard descriptor >= 0 else { return 0 }
        guard let tls else { return isWriting ? 0 : write(bytes) }
        guard pending.count < Self.pendingLimit else { return 0 }
        guard tls.seal(bytes) else {
            // What OpenSSL has against it is found when it reads.
            return 0
        }
        sendRecords(of: tls)
        return bytes.count
    }

    func detach() {
        link = nil
        close()
    }

    func close() {
        attempt += 1
        guard descriptor >= 0 else { return }
        thread.remove(descriptor)
        Glibc.close(descriptor)
        descriptor = -1
        tls = nil
        isEstablished = false
        pending = []
        isWriting = false
    }
}
