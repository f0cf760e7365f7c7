import Glibc

/// Makes single requests, to prepare a server.
enum Caller {
    /// Calls a command whose reply is short.
    ///
    /// - Returns: the reply's bytes.
    /// - Throws: `BenchFailure` for an error reply, or when nobody answers.
    @discardableResult
    static func call(_ words: [String], at address: Address) throws(BenchFailure) -> String {
        let descriptor = try address.connect()
        defer { close(descriptor) }
        let request = RESP.request(words)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            throw .system("cannot send")
        }
        var reply: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !reply.ends(with: "\r\n".utf8) {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw BenchFailure("\(words[0]): the connection was closed") }
            reply += buffer.prefix(count)
        }
        let text = String(decoding: reply, as: UTF8.self)
        guard !text.hasPrefix("-") else { throw BenchFailure("\(words[0]): \(text)") }
        return text
    }
}

extension [UInt8] {
    fileprivate func ends(with end: String.UTF8View) -> Bool { suffix(end.count).elementsEqual(end) }
}
