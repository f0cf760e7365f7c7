import CLinux
import Glibc

/// Accepts connections and hands them to the loops in turn.
final class EpollListener: EpollSource {
    let descriptor: Int32
    private let audience: Audience
    private let isTCP: Bool
    private unowned(unsafe) let thread: EpollThread
    private let loops: [EpollLoop]
    private var next = 0

    init(_ socket: ListeningSocket, audience: Audience, thread: EpollThread, loops: [EpollLoop]) {
        descriptor = socket.descriptor
        isTCP = socket.port != nil
        self.audience = audience
        self.thread = thread
        self.loops = loops
    }

    func ready(_ events: UInt32) {
        while true {
            let accepted = linux_accept(descriptor)
            guard accepted >= 0 else {
                if errno == EINTR || errno == ECONNABORTED { continue }
                return
            }
            if isTCP {
                var yes: Int32 = 1
                setsockopt(accepted, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
            }
            let loop = loops[next % loops.count]
            next += 1
            guard loop !== thread.loop else {
                EpollConnection.open(accepted, audience: audience, on: thread)
                continue
            }
            let isAccepted = loop.submit { [audience] thread in
                EpollConnection.open(accepted, audience: audience, on: thread)
            }
            if !isAccepted { Glibc.close(accepted) }
        }
    }

    func close() {
        thread.remove(descriptor)
        Glibc.close(descriptor)
    }
}
