import Glibc
import SystemPackage
import Testing

/// A connection that sends exactly the bytes it is given, and reads only when it is asked to, as no client does.
package final class RawConnection {
    private let descriptor: Int32
    private var received: [UInt8] = []

    /// Connects to a TCP port of this machine.
    package init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        // A reply that never comes fails the test instead of hanging it.
        var timeout = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Errno(rawValue: errno) }
    }

    deinit { close(descriptor) }

    /// Sends text. A server that has closed the connection is no error: what it said before counts.
    package func send(_ text: String) { send(Array(text.utf8)) }

    /// Sends bytes.
    package func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
        }
    }

    /// Says that nothing more will be sent.
    package func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Sends a request as clients do, and returns the reply.
    package func call(_ words: String...) throws -> String {
        send(request(words))
        return try reply()
    }

    /// The next reply, in the bytes that were sent, as text.
    package func reply() throws -> String {
        let line = try take(until: "\r\n")
        guard let type = line.first, let count = Int(line.dropFirst().dropLast()), count >= 0 else { return line }
        switch type {
        case "$", "=", "!": return try line + take(count + 2)
        case "*", "~", ">": return try line + (0..<count).map { _ in try reply() }.joined()
        case "%": return try line + (0..<2 * count).map { _ in try reply() }.joined()
        default: return line
        }
    }

    /// All that comes until it ends with some text, or until the server closes the connection.
    package func read(until end: String) throws -> String {
        while !received.reversed().starts(with: end.utf8.reversed()), try receive() {}
        defer { received = [] }
        return String(decoding: received, as: UTF8.self)
    }

    /// Sends text, and reads until what comes ends with other text.
    package func exchange(_ text: String, until end: String) throws -> String {
        send(text)
        return try read(until: end)
    }

    /// Sends bytes over and over and reads nothing, until the kernel has taken nothing for two seconds.
    ///
    /// - Returns: how many bytes it took.
    package func fill(with bytes: [UInt8], atMost most: Int) throws -> Int {
        let many = Array(repeatElement(bytes, count: 1000).joined())
        var sent = 0
        while sent < most {
            var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard Glibc.poll(&poll, 1, 2000) > 0 else { break }
            let count = many[(sent % many.count)...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Errno(rawValue: errno) }
            sent += count
        }
        return sent
    }

    /// All that comes until the server closes the connection.
    package func rest() throws -> String {
        while try receive() {}
        defer { received = [] }
        return String(decoding: received, as: UTF8.self)
    }

    private func take(until end: String) throws -> String {
        let end = Array(end.utf8)
        var searched = 0
        while true {
            if let found = received[searched...].indices.first(where: { received[$0...].starts(with: end) }) {
                return try take(found + end.count)
            }
            searched = max(0, received.count - end.count)
            try #require(try receive(), "the connection was closed after \(String(decoding: received, as: UTF8.self))")
        }
    }

    private func take(_ count: Int) throws -> String {
        while received.count < count { try #require(try receive(), "the connection was closed within a reply") }
        defer { received.removeFirst(count) }
        return String(decoding: received[..<count], as: UTF8.self)
    }

    /// Waits for more; false at the end.
    private func receive() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count < 0, errno == ECONNRESET { return false }
        guard count >= 0 else { throw Errno(rawValue: errno) }
        received += buffer[..<count]
        return count > 0
    }
}
