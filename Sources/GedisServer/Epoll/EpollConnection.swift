import CLinux
import GedisCore
import GedisCrypto
import GedisKit
import GedisSockets
import Glibc
import Logging

/// A connection over a socket, bare or with TLS.
final class EpollConnection: EpollSource {
    /// More than this many bytes that the client has not taken make the driver wait.
    private static let pendingLimit = 64 * 1024

    /// How often a read that fills the buffer is followed by another before the other connections' turn.
    private static let readsInARow = 4

    let descriptor: Int32
    /// The thread has the connection, too: closing it ends the circle.
    let thread: EpollThread
    let tls: TLSSession?
    @exclusivity(unchecked) var driver: ConnectionDriver?
    /// What the client has not taken: `pending` from `pendingStart` on.
    @exclusivity(unchecked) var pending: [UInt8] = []
    @exclusivity(unchecked) private(set) var pendingStart = 0
    private var actionWhenSent: (() -> Void)?
    @exclusivity(unchecked) private var isReading = true
    var isWriting = false
    private var isInputOver = false
    private var isUnsent = false

    /// Serves a socket that was accepted, with TLS where there is a certificate.
    static func open(_ socket: AcceptedSocket, on thread: EpollThread) {
        let (descriptor, audience, certificate) = (socket.descriptor, socket.audience, socket.certificate)
        guard audience == .operators || thread.worker.hasRoom else { return refuse(descriptor, certificate) }
        let tls = certificate.flatMap { TLSSession($0.context, records: thread.records) }
        guard certificate == nil || tls != nil else { return refuse(descriptor, certificate) }
        let connection = EpollConnection(descriptor, tls, on: thread)
        let core = Connection(
            worker: thread.worker, audience: audience, address: socket.peer, localAddress: socket.own,
            descriptor: Int(descriptor))
        core.session.transport = tls != nil ? .tls : socket.isPath ? .unix : .tcp
        let driver = ConnectionDriver(core, over: connection)
        driver.isEstablished = tls == nil
        connection.driver = driver
        thread.add(connection)
    }

    /// Closes the socket of a client that exceeds `max_connections`, with an error reply where it could read one.
    static func refuse(_ descriptor: Int32, _ certificate: CurrentCertificate?) {
        let reply = "-ERR max number of clients reached\r\n"
        if certificate == nil { _ = Glibc.send(descriptor, reply, reply.utf8.count, Int32(MSG_NOSIGNAL)) }
        Glibc.close(descriptor)
    }

    init(_ descriptor: Int32, _ tls: TLSSession?, on thread: EpollThread) {
        self.descriptor = descriptor
        self.tls = tls
        self.thread = thread
    }

    func ready(_ events: UInt32) {
        if events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { return close() }
        if events & EPOLLOUT.rawValue != 0 { sendPending() }
        if events & EPOLLIN.rawValue != 0 { receive() }
    }

    private func receive() {
        for _ in 0..<Self.readsInARow {
            guard isReading, let driver else { return }
            let count = recv(descriptor, thread.buffer.baseAddress, thread.buffer.count, 0)
            guard count > 0 else {
                if count == 0 { return endInput() }
                if errno != EAGAIN, errno != EINTR { close() }
                return
            }
            let bytes = UnsafeRawBufferPointer(rebasing: thread.buffer[..<count])
            if let tls {
                guard receive(bytes, tls) else { return }
            } else {
                driver.receive(bytes)
            }
            driver.flush()
            if !driver.mayRead { return hold() }
            if count < thread.buffer.count { return }
        }
    }

    func hold() {
        isReading = false
        watch()
    }

    private func endInput() {
        isInputOver = true
        hold()
        driver?.inputEnded()
    }

    func watch() { thread.watch(descriptor, for: events) }

    /// The events that it waits for.
    var events: UInt32 { (isReading ? EPOLLIN.rawValue : 0) | (isWriting ? EPOLLOUT.rawValue : 0) }

    private func sendPending() {
        let sent = pending.withUnsafeBytes { write(UnsafeRawBufferPointer(rebasing: $0[pendingStart...])) }
        guard let sent else { return }
        pendingStart += sent
        guard unsentBytes == 0 else { return dropSent() }
        pending = []
        pendingStart = 0
        isWriting = false
        watch()
        actionWhenSent.take()?()
        driver?.becameWritable()
    }

    /// Forgets what was sent, once that is as much as is left, so that each byte is moved at most once.
    private func dropSent() {
        guard pendingStart >= unsentBytes else { return }
        pending.removeFirst(pendingStart)
        pendingStart = 0
    }

    /// Writes what the kernel takes.
    ///
    /// - Returns: how many bytes it took; nil when the connection is broken, and closed.
    private func write(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var sent = 0
        while sent < bytes.count {
            let count = Glibc.send(
                descriptor, bytes.baseAddress.unsafelyUnwrapped + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            if count > 0 {
                sent += count
            } else if errno == EAGAIN {
                break
            } else if errno != EINTR {
                close()
                return nil
            }
        }
        return sent
    }
}

extension EpollConnection: Transport {
    /// Sends the replies that were put off.
    func sendUnsent() {
        isUnsent = false
        driver?.flush()
    }

    var jobs: any JobQueue { thread.loop }

    var isWritable: Bool { driver != nil && unsentBytes <= Self.pendingLimit }

    var unsentBytes: Int { pending.count - pendingStart }

    func send(_ bytes: UnsafeRawBufferPointer) {
        guard let tls else { return transmit(bytes) }
        guard driver != nil else { return }
        let isSealed = tls.seal(bytes)
        // Also where it failed: what there is then, an alert, must not reach the next client instead.
        sendRecords(of: tls)
        if !isSealed { close() }
    }

    private func transmit(_ bytes: UnsafeRawBufferPointer) {
        guard driver != nil else { return }
        guard unsentBytes == 0 else { return pending.append(contentsOf: bytes) }
        guard let sent = write(bytes), sent < bytes.count else { return }
        pending.append(contentsOf: bytes[sent...])
        isWriting = true
        watch()
    }

    func whenSent(_ action: @escaping () -> Void) {
        if unsentBytes == 0 { action() } else { actionWhenSent = action }
    }

    func resumeReading() {
        guard !isReading, !isInputOver, driver != nil else { return }
        isReading = true
        watch()
    }

    func flushSoon() {
        guard !isUnsent else { return }
        isUnsent = true
        thread.addUnsent(self)
    }

    func closeOutput() {
        if let tls {
            tls.end()
            sendRecords(of: tls)
        }
        whenSent { [descriptor] in _ = shutdown(descriptor, Int32(SHUT_WR)) }
    }

    func close() {
        guard let driver else { return }
        self.driver = nil
        thread.remove(descriptor)
        Glibc.close(descriptor)
        pending = []
        pendingStart = 0
        actionWhenSent = nil
        driver.ended()
    }

    func close(afterMilliseconds delay: Int) {
        guard driver != nil else { return }
        thread.close(descriptor, afterMilliseconds: delay)
    }
}

// MARK: - TLS

extension EpollConnection {
    /// Takes what has arrived over TLS.
    ///
    /// - Returns: whether more may come.
    private func receive(_ bytes: UnsafeRawBufferPointer, _ tls: TLSSession) -> Bool {
        let state = tls.receive(bytes) { part in
            sendRecords(of: tls)
            establish(tls)
            driver?.receive(part)
            return driver != nil
        }
        if tls.isEstablished { establish(tls) }
        sendRecords(of: tls)
        switch state {
        case .handshake: return true
        case .established:
            // A client that is being closed can still make TLS answer it, but reads no answers.
            if driver?.isClosing == true, !isWritable { close() }
            return driver != nil
        case .ended:
            driver?.flush()
            endInput()
            return false
        case .failed(let reason):
            // A client that spoke no TLS is its own affair: worth a line only to whoever looks for it.
            thread.worker.logger.debug(
                "connection failed",
                metadata: ["from": "\(driver?.connection.session.address ?? "")", "error": "TLS: \(reason)"])
            close()
            return false
        }
    }

    /// Lets a client in once TLS is agreed on, as the user whom its certificate names, if it has shown one.
    private func establish(_ tls: TLSSession) {
        guard let driver, !driver.isEstablished else { return }
        driver.isEstablished = true
        driver.connection.certify(as: tls.peerName)
    }

    private func sendRecords(of tls: TLSSession) { tls.records.takeSealed(transmit) }
}
