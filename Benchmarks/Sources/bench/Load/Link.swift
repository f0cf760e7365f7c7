import CTLS
import Glibc

/// A connection of the load, and how far its batch is.
struct Link {
    let descriptor: Int32
    /// The TLS session; nil where the connection is plain.
    let session: OpaquePointer?

    /// The number of the batch's first request in the ring.
    var first: Int
    /// The bytes of the requests that are still to be sent, and of the replies that are still to come.
    var unsent: Range<Int> = 0..<0
    var awaited: Range<Int> = 0..<0
    /// Whether the kernel's buffer was full.
    var isBlocked = false
    /// Takes a WebSocket's frames off; nil where there are none.
    var frames: WebSocket.FrameReader?

    /// Reads what has arrived.
    ///
    /// - Returns: how many bytes; 0 where none are there.
    /// - Throws: `BenchFailure` when the server has closed the connection.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(BenchFailure) -> Int {
        let count = try receive(into: buffer)
        return try frames?.strip(UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])) ?? count
    }

    private func receive(into buffer: UnsafeMutableRawBufferPointer) throws(BenchFailure) -> Int {
        guard let session else {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count > 0 { return count }
            guard count < 0, errno == EAGAIN else { throw BenchFailure("the server closed a connection") }
            return 0
        }
        let count = SSL_read(session, buffer.baseAddress, Int32(buffer.count))
        if count > 0 { return Int(count) }
        try check(SSL_get_error(session, count))
        return 0
    }

    /// Sends what the kernel takes.
    ///
    /// - Returns: how many bytes that is.
    /// - Throws: `BenchFailure` when the server has closed the connection.
    func write(_ bytes: UnsafeRawBufferPointer) throws(BenchFailure) -> Int {
        guard let session else {
            let count = send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            if count >= 0 { return count }
            guard errno == EAGAIN else { throw BenchFailure.system("cannot send") }
            return 0
        }
        let count = SSL_write(session, bytes.baseAddress, Int32(bytes.count))
        if count > 0 { return Int(count) }
        try check(SSL_get_error(session, count))
        return 0
    }

    private func check(_ error: Int32) throws(BenchFailure) {
        guard error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE else {
            throw BenchFailure("the server closed a TLS connection (error \(error))")
        }
    }

    func close() {
        if let session { SSL_free(session) }
        Glibc.close(descriptor)
    }
}
