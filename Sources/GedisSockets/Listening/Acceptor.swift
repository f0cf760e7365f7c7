import CLinux
import Glibc

/// Accepts the connections that wait at a listening socket, also where the process has no descriptors left.
///
/// It is used on one thread, which runs no commands of clients.
package final class Acceptor {
    /// Descriptors that are kept back for when the process has no other left.
    private static let spareCount = 4
    /// How long, in microseconds, nothing is accepted where not even a spare descriptor is left.
    private static let backoff: UInt32 = 20_000

    private let socket: ListeningSocket
    private var spares: [Int32] = []

    /// Makes an acceptor.
    ///
    /// - Parameter socket: where connections wait; it is closed with the acceptor
    package init(_ socket: ListeningSocket) {
        self.socket = socket
        keepSpares()
    }

    /// The listening socket.
    package var descriptor: Int32 { socket.descriptor }

    /// Accepts what waits.
    ///
    /// - Parameters:
    ///   - keepalive: after how long a silence TCP asks clients whether they are there; nil for never
    ///   - take: is handed each socket
    ///   - takeLast: is handed a socket for which there was only a spare descriptor left
    package func acceptWaiting(keepalive: Duration?, _ take: (Int32) -> Void, last takeLast: (Int32) -> Void) {
        while true {
            let accepted = linux_accept(descriptor)
            if accepted >= 0 {
                prepare(accepted, keepalive)
                take(accepted)
                keepSpares()
            } else if errno == EMFILE || errno == ENFILE {
                // A connection that was left waiting would make the thread spin.
                guard acceptBySpare(keepalive, takeLast) else {
                    usleep(Self.backoff)
                    return
                }
            } else if errno != EINTR, errno != ECONNABORTED {
                return
            }
        }
    }

    /// Closes a spare descriptor to accept a connection by it.
    ///
    /// - Returns: whether there was one.
    private func acceptBySpare(_ keepalive: Duration?, _ take: (Int32) -> Void) -> Bool {
        guard let spare = spares.popLast() else { return false }
        Glibc.close(spare)
        let accepted = linux_accept(descriptor)
        guard accepted >= 0 else { return errno != EMFILE && errno != ENFILE }
        prepare(accepted, keepalive)
        take(accepted)
        keepSpares()
        return true
    }

    private func prepare(_ accepted: Int32, _ keepalive: Duration?) {
        if socket.port != nil { SocketOptions.prepare(accepted, keepalive: keepalive) }
    }

    private func keepSpares() {
        while spares.count < Self.spareCount {
            let spare = open("/dev/null", O_RDONLY | O_CLOEXEC)
            guard spare >= 0 else { return }
            spares.append(spare)
        }
    }

    /// Closes the listening socket and removes its file.
    ///
    /// - Parameter keepingFile: whether the file stays, because another process listens there
    package func close(keepingFile: Bool = false) {
        Glibc.close(descriptor)
        for spare in spares { Glibc.close(spare) }
        spares = []
        if !keepingFile { socket.removeFile() }
    }
}
