import CLinux
package import GedisCore
import Glibc
import Synchronization

/// Accepts connections on a thread of its own, until it is stopped.
package final class AcceptingThread: Sendable {
    /// Handles a socket that was accepted.
    package typealias Handler = @Sendable (Int32) -> Void

    private let wakeup: Int32
    private let end = Mutex<(isOver: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - sockets: where connections wait; they are closed when the thread ends
    ///   - keepalive: after how long a silence TCP asks clients whether they are there; nil for never
    ///   - take: is handed each socket
    ///   - takeLast: is handed a socket for which there was only a spare descriptor left
    /// - Throws: `StartError` when the system has no descriptors or threads left; then the sockets are closed.
    package init(
        _ sockets: [ListeningSocket], keepalive: @escaping @Sendable () -> Duration?, _ take: @escaping Handler,
        last takeLast: @escaping Handler
    ) throws(StartError) {
        let acceptors = sockets.map(Acceptor.init)
        wakeup = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
        guard wakeup >= 0 else {
            for acceptor in acceptors { acceptor.close() }
            throw StartError("cannot accept connections: \(String(cString: strerror(errno)))")
        }
        let body = Confined { [self] in
            run(acceptors, keepalive, take, takeLast)
        }
        let argument = Unmanaged.passRetained(Body(body))
        var id = pthread_t()
        let result = pthread_create(
            &id, nil,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue().run.value()
                return nil
            }, argument.toOpaque())
        guard result == 0 else {
            argument.release()
            for acceptor in acceptors { acceptor.close() }
            Glibc.close(wakeup)
            throw StartError("cannot start a thread: \(String(cString: strerror(result)))")
        }
        pthread_detach(id)
    }

    private func run(
        _ acceptors: [Acceptor], _ keepalive: () -> Duration?, _ take: (Int32) -> Void, _ takeLast: (Int32) -> Void
    ) {
        var polled = ([wakeup] + acceptors.map(\.descriptor)).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while true {
            let count = poll(&polled, nfds_t(polled.count), -1)
            guard count >= 0 || errno == EINTR else { break }
            if polled[0].revents != 0 { break }
            guard count > 0 else { continue }
            for (acceptor, state) in zip(acceptors, polled.dropFirst()) where state.revents != 0 {
                acceptor.acceptWaiting(keepalive: keepalive(), take, last: takeLast)
            }
        }
        for acceptor in acceptors { acceptor.close() }
        let waiting = end.withLock { end in
            end.isOver = true
            Glibc.close(wakeup)
            return end.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Closes the listening sockets and ends the thread.
    package func stop() async {
        await withCheckedContinuation { continuation in
            let isOver = end.withLock { end in
                guard !end.isOver else { return true }
                end.waiting.append(continuation)
                var one: UInt64 = 1
                write(wakeup, &one, 8)
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    private final class Body: Sendable {
        let run: Confined<() -> Void>
        init(_ run: Confined<() -> Void>) { self.run = run }
    }
}
