import CLinux
import GedisCore
import GedisSettings
import GedisSockets
import Glibc
import Logging

/// A connection whose proxy has not said yet where its client is. It becomes an `EpollConnection`.
final class EpollPreamble: EpollSource {
    private let socket: AcceptedSocket
    /// The thread has this, too: closing it ends the circle.
    private let thread: EpollThread
    private var parser = ProxyHeaderParser()

    var descriptor: Int32 { socket.descriptor }

    /// Serves a socket that was accepted: at once, or when its proxy has said where its client is.
    static func open(_ socket: AcceptedSocket, on thread: EpollThread) {
        guard socket.awaitsProxy else { return EpollConnection.open(socket, on: thread) }
        let worker = thread.worker
        guard socket.isFromProxy else {
            worker.server.refusals.add(.notFromProxy, to: worker.logger)
            return socket.close()
        }
        let preamble = EpollPreamble(socket, on: thread)
        thread.add(preamble)
        if let timeout = worker.limits.handshakeTimeout {
            thread.close(socket.descriptor, afterMilliseconds: Int(timeout / .milliseconds(1)))
        }
    }

    private init(_ socket: AcceptedSocket, on thread: EpollThread) {
        self.socket = socket
        self.thread = thread
    }

    func ready(_ events: UInt32) {
        if events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { return end(nil) }
        while true {
            // What follows the header stays for TLS or the connection.
            let count = recv(descriptor, thread.buffer.baseAddress, 4096, Int32(MSG_PEEK))
            guard count > 0 else {
                if count == 0 { return end("it ended before its header did") }
                if errno != EAGAIN, errno != EINTR { end(nil) }
                return
            }
            let (taken, outcome) = parser.receive(thread.buffer[..<count])
            _ = recv(descriptor, thread.buffer.baseAddress, taken, 0)
            switch outcome {
            case .incomplete: continue
            case .malformed(let reason): return end(reason)
            case .complete(let client):
                thread.remove(descriptor)
                return EpollConnection.open(socket.from(client), on: thread)
            }
        }
    }

    /// Closes it when its time is over.
    func close() { end("its header did not come in time") }

    /// Closes it.
    ///
    /// - Parameter reason: what is wrong; nil for what is worth no line
    private func end(_ reason: String?) {
        if let reason {
            // A balancer that looks whether the port is open sends nothing.
            thread.worker.logger.log(
                level: parser.hasBegun ? .warning : .debug, "refusing a connection: PROXY protocol: \(reason)",
                metadata: ["from": "\(socket.peer)"])
        }
        thread.remove(descriptor)
        socket.close()
    }
}
