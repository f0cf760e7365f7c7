import Glibc

/// The few forms of WebSocket that the benchmark speaks, by RFC 6455. It does not use gedis' own code, which it checks.
enum WebSocket {
    /// Makes a WebSocket of a new connection.
    ///
    /// - Throws: `BenchFailure` when the server does not want to.
    static func open(on descriptor: Int32) throws(BenchFailure) {
        let request = Array(
            """
            GET /resp HTTP/1.1\r
            Host: localhost\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r\n
            """.utf8)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            throw .system("cannot send")
        }
        var reply: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !reply.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw BenchFailure("no WebSocket: the connection was closed") }
            reply += buffer.prefix(count)
        }
        guard reply.starts(with: "HTTP/1.1 101 ".utf8) else {
            throw BenchFailure("no WebSocket: \(String(decoding: reply, as: UTF8.self))")
        }
    }

    /// A binary message in one frame, masked as a client has to.
    static func frame(_ payload: [UInt8], key: [UInt8]) -> [UInt8] {
        precondition(key.count == 4 && payload.count <= UInt16.max)
        let length: [UInt8] =
            payload.count < 126
            ? [0x80 | UInt8(payload.count)] : [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        return [0x82] + length + key + payload.enumerated().map { $1 ^ key[$0 % 4] }
    }

    /// Takes the headers of a server's frames out of what arrives, wherever the frames and the reads are cut.
    struct FrameReader {
        private var rest = 0
        private var header: [UInt8] = []

        /// Moves what the frames carry to the beginning of the bytes.
        ///
        /// - Returns: how many bytes that is.
        /// - Throws: `BenchFailure` for a frame that is not of a binary message.
        mutating func strip(_ bytes: UnsafeMutableRawBufferPointer) throws(BenchFailure) -> Int {
            var (kept, index) = (0, 0)
            while index < bytes.count {
                if rest == 0 {
                    try take(bytes[index])
                    index += 1
                } else {
                    let count = min(rest, bytes.count - index)
                    UnsafeMutableRawBufferPointer(rebasing: bytes[kept...])
                        .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[index..<index + count]))
                    kept += count
                    index += count
                    rest -= count
                }
            }
            return kept
        }

        private mutating func take(_ byte: UInt8) throws(BenchFailure) {
            header.append(byte)
            guard header[0] == 0x82 else { throw BenchFailure("a frame of kind \(header[0]) where a reply was due") }
            guard header.count > 1 else { return }
            let lengthBytes = [126: 2, 127: 8][header[1]] ?? 0
            guard header.count == 2 + lengthBytes else { return }
            rest = lengthBytes == 0 ? Int(header[1]) : header[2...].reduce(0) { $0 << 8 | Int($1) }
            header.removeAll(keepingCapacity: true)
        }
    }
}
