import CLinux
import GedisCore
import GedisCrypto
import Glibc
import Logging

/// Accepts connections and hands them to the loops in turn.
final class EpollListener: EpollSource {
    let descriptor: Int32
    private let audience: Audience
    private let certificate: CurrentCertificate?
    private let isTCP: Bool
    /// The thread has the listener, too: closing it ends the circle.
    private let thread: EpollThread
    private let loops: [EpollLoop]
    private var next = 0
    /// Closed for a moment when the process has no other descriptor left, so that a client can be refused.
    private var spare = openSpare()

    init(
        _ socket: ListeningSocket, audience: Audience, certificate: CurrentCertificate?,
        thread: EpollThread,
        loops: [EpollLoop]
    ) {
        descriptor = socket.descriptor
        isTCP = socket.port != nil
        self.audience = audience
        self.certificate = certificate
        self.thread = thread
        self.loops = loops
    }

    func ready(_ events: UInt32) {
        while true {
            let accepted = linux_accept(descriptor)
            guard accepted >= 0 else {
                if errno == EINTR || errno == ECONNABORTED { continue }
                if errno == EMFILE || errno == ENFILE, refuse() { continue }
                return
            }
            if isTCP {
                var yes: Int32 = 1
                setsockopt(accepted, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
            }
            let loop = loops[next % loops.count]
            next += 1
            guard loop !== thread.loop else {
                EpollConnection.open(accepted, audience: audience, certificate: certificate, on: thread)
                continue
            }
            let isAccepted = loop.submit { [audience, certificate] thread in
                EpollConnection.open(accepted, audience: audience, certificate: certificate, on: thread)
            }
            if !isAccepted { Glibc.close(accepted) }
        }
    }

    /// Turns a client away for whom there is no descriptor. One that was left waiting would make the loop spin.
    ///
    /// - Returns: whether there was one, and could be.
    private func refuse() -> Bool {
        if spare < 0 { spare = Self.openSpare() }
        guard spare >= 0 else { return false }
        Glibc.close(spare)
        let accepted = linux_accept(descriptor)
        if accepted >= 0 {
            thread.worker.server.refusals.add(.noDescriptors, to: thread.worker.logger)
            EpollConnection.refuse(accepted, certificate)
        }
        spare = Self.openSpare()
        return accepted >= 0
    }

    private static func openSpare() -> Int32 { open("/dev/null", O_RDONLY | O_CLOEXEC) }

    func close() {
        thread.remove(descriptor)
        Glibc.close(descriptor)
        if spare >= 0 { Glibc.close(spare) }
    }
}
