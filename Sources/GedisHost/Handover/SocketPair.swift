import CLinux
import Glibc

/// Unix sockets between processes, over which descriptors are sent too.
enum SocketPair {
    /// How many descriptors go with one message.
    static let mostDescriptors = Int(LINUX_MOST_DESCRIPTORS)

    /// How messages are delimited.
    enum Kind {
        /// Each is received as it was sent.
        case packets
        /// By what they say.
        case stream
    }

    /// Makes two sockets that are connected. No process that is started gets them.
    ///
    /// - Throws: `HostError` when the system has no descriptors left.
    static func make(_ kind: Kind) throws(HostError) -> (Int32, Int32) {
        let type = kind == .packets ? SOCK_SEQPACKET : SOCK_STREAM
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(type.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw .system(.system, "cannot connect processes", errno)
        }
        return (ends[0], ends[1])
    }

    /// Sends bytes, and descriptors with the first of them.
    ///
    /// - Returns: how many bytes were sent; nil where the other end is gone, or takes nothing in the time that the socket gives
    ///   it.
    static func send(_ bytes: UnsafeRawBufferPointer, _ descriptors: [Int32] = [], to socket: Int32) -> Int? {
        var attempts = 0
        while true {
            let sent = linux_send_descriptors(
                socket, bytes.baseAddress, UInt(bytes.count), descriptors, Int32(descriptors.count))
            if sent >= 0 { return sent }
            switch errno {
            case EINTR: continue
            case ETOOMANYREFS where attempts < 5000:
                // As many are under way as may be; the other end takes them.
                attempts += 1
                usleep(1000)
            default: return nil
            }
        }
    }

    /// Receives bytes with the descriptors that came with them.
    ///
    /// - Returns: how many bytes; 0 where the other end is gone.
    static func receive(_ buffer: UnsafeMutableRawBufferPointer, from socket: Int32) -> (Int, [Int32]) {
        var descriptors = [Int32](repeating: -1, count: mostDescriptors)
        var count: Int32 = 0
        var received: Int
        repeat {
            received = linux_receive_descriptors(
                socket, buffer.baseAddress, UInt(buffer.count), &descriptors, &count)
        } while received < 0 && errno == EINTR
        return (Swift.max(received, 0), Array(descriptors.prefix(Int(count))))
    }
}
