import Glibc

/// A TCP connection to this machine whose owner may be as rude as it likes.
struct RawSocket: ~Copyable {
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let result = withUnsafeBytes(of: &address) { bytes in
            connect(descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(bytes.count))
        }
        guard result == 0 else { throw SocketError(number: errno) }
    }

    deinit { close(descriptor) }

    /// Sends `bytes` over and over and reads nothing, until the kernel has taken nothing for two seconds.
    ///
    /// - Returns: how many bytes it took.
    func fill(with bytes: [UInt8], atMost most: Int) throws -> Int {
        let many = Array(repeatElement(bytes, count: 1000).joined())
        var sent = 0
        while sent < most {
            var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard Glibc.poll(&poll, 1, 2000) > 0 else { break }
            let start = sent % many.count
            let count = many[start...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw SocketError(number: errno) }
            sent += count
        }
        return sent
    }

    /// Sends text as it is.
    func send(_ text: String) throws {
        guard Glibc.send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL)) == text.utf8.count else {
            throw SocketError(number: errno)
        }
    }

    /// Reads until what was read ends with `end`, or until the server closes the connection.
    func read(until end: String) throws -> String {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 65536)
        while !text.hasSuffix(end) {
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard Glibc.poll(&poll, 1, 30_000) > 0 else { throw SocketError(number: ETIMEDOUT) }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count >= 0 else { throw SocketError(number: errno) }
            if count == 0 { break }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
        return text
    }

    /// Sends text and reads until what was read ends with `end`.
    func exchange(_ text: String, until end: String) throws -> String {
        try send(text)
        return try read(until: end)
    }

    struct SocketError: Error {
        var number: Int32
    }
}
